namespace CacheKit.Benchmarks;

// About 1 KB of JSON.
internal sealed class Order
{
    public int Id { get; set; }

    public string? Customer { get; set; }

    public List<OrderLine> Lines { get; set; } = [];

    public static Order Example() => new()
    {
        Id = 7,
        Customer = "a reader",
        Lines = [.. Enumerable.Range(0, 9).Select(number => new OrderLine
        {
            Id = number,
            Product = $"product {number}",
            Price = 9.95m + number,
            Count = number,
            Ordered = new DateTime(2026, 1, 1 + number, 0, 0, 0, DateTimeKind.Utc),
        })],
    };
}
