namespace CacheKit.Benchmarks;

// Of a type that nobody can change.
internal sealed record Item(int Id, string Name)
{
    // A key of 22 characters, as all of these tables use.
    public static string KeyOf(int id) => $"catalogue-item-{id:D7}";
}
