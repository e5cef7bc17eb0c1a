namespace CacheKit.Benchmarks;

// Mutable values of the sizes that applications cache.
internal static class Shapes
{
    public static Order Order(int lines) => new()
    {
        Id = 42,
        Customer = "a reader",
        Placed = new DateTime(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc),
        Lines = [.. Enumerable.Range(0, lines).Select(number => new OrderLine { Id = number, Product = $"product {number}", Price = 9.95m, Count = 2 })],
    };

    public static List<Flat> Flats(int count) => [.. Enumerable.Range(0, count).Select(Flat)];

    public static Flat Flat(int id) => new() { Id = id, Name = "a reader", Email = "reader@example.org", Balance = 12.5m, Created = DateTime.UnixEpoch };

    // Each child knows its parent.
    public static Parent Parent(int children)
    {
        var parent = new Parent { Name = "parent" };
        parent.Children.AddRange(Enumerable.Range(0, children).Select(number => new Child { Name = $"child {number}", Parent = parent }));
        return parent;
    }
}
