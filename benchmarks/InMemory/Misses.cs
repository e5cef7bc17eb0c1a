using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A value that is computed at no cost and stored, under keys that were made before, in caches that grow alike.
internal static class Misses
{
    private const int Calls = 50_000;

    public static Task MeasureAsync()
    {
        Console.WriteLine("A miss, beside HybridCache: ns, ratio, bytes");
        string[] keys = [.. Enumerable.Range(0, Calls).Select(Item.KeyOf)];
        var tagged = new CacheEntryOptions { Tags = ["items"] };
        var item = new Item(1, "item");
        var results = Rounds.Measure(
            Calls,
            _ => FillHybrid(keys, item),
            _ => Fill(keys, item, null),
            _ => Fill(keys, item, tagged),
            _ => Fill(keys, item, null, 1L << 34));
        string[] names = ["HybridCache", "CacheKit", "CacheKit, a tag", "CacheKit, a size limit"];
        for (int i = 0; i < names.Length; i++)
            Console.WriteLine($"  {names[i],-24} {results[i].Nanoseconds,8:N0} ns {results[i].Ratio,6:N2} {results[i].Bytes,8:N0} B");
        return Task.CompletedTask;
    }

    private static void FillHybrid(string[] keys, Item item)
    {
        HybridCache cache = Caches.HybridCache();
        foreach (string key in keys)
            _ = cache.GetOrCreateAsync(key, item, static (item, _) => new ValueTask<Item>(item)).AsTask().GetAwaiter().GetResult();
    }

    private static void Fill(string[] keys, Item item, CacheEntryOptions? options, long? sizeLimit = null)
    {
        ICache cache = Caches.CacheKit(sizeLimit);
        foreach (string key in keys)
            _ = cache.GetOrCreateAsync(key, item, static (item, _) => new ValueTask<Item>(item), options).AsTask().GetAwaiter().GetResult();
    }
}
