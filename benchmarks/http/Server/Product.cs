namespace CacheKit.Benchmarks;

internal sealed record Product(int Id, string Name, string Description, decimal Price, string[] Tags)
{
    // About 1 KB of JSON.
    public static readonly Product[] Catalog =
    [
        .. Enumerable.Range(1, 7).Select(id => new Product(
            id, $"Product {id}", $"What product {id} is and what it is good for, in one sentence.", 9.95m + id, ["new", "home"])),
    ];
}
