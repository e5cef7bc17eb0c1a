namespace CacheKit.Benchmarks;

// A cached function whose hits are counted.
internal static class CountedItems
{
    [Cache]
    public static Item Find(int id) => new(id, "item");
}
