using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A hit by a key that was made before, in turn and at random, over working sets of several sizes.
internal static class Hits
{
    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit by key, beside HybridCache: ns, ratio, bytes");
        foreach (int count in new[] { 16, 1_024, 100_000, 1_000_000 })
        {
            HybridCache hybrid = Caches.HybridCache();
            ICache cacheKit = Caches.CacheKit();
            ICache bounded = Caches.CacheKit(1L << 34);
            for (int id = 0; id < count; id++)
            {
                var item = new Item(id, "item");
                await hybrid.SetAsync(Item.KeyOf(id), item);
                await cacheKit.SetAsync(Item.KeyOf(id), item);
                await bounded.SetAsync(Item.KeyOf(id), item);
            }

            foreach (bool isRandom in new[] { false, true })
            {
                string[] keys = [.. Enumerable.Range(0, count).Select(Item.KeyOf)];
                if (isRandom)
                    new Random(1).Shuffle(keys);
                var results = Rounds.Measure(
                    1_000_000,
                    calls => ReadHybrid(hybrid, keys, calls),
                    calls => Read(cacheKit, keys, calls),
                    calls => Read(bounded, keys, calls));
                string size = $"{count:N0} entries, {(isRandom ? "at random" : "in turn")}";
                Ratios.Add("a hit by key", size, results[1].Ratio, "HybridCache");
                Ratios.Add("a hit by key with a size limit", size, results[2].Ratio, "HybridCache");
                Console.WriteLine(
                    $"  {count,9:N0} {(isRandom ? "at random" : "in turn"),-9}  HybridCache {results[0].Nanoseconds,7:N1}   " +
                    $"CacheKit {results[1].Nanoseconds,7:N1} ({results[1].Ratio:N2}, {results[1].Bytes:N0} B)" +
                    $"   with a size limit {results[2].Nanoseconds,7:N1} ({results[2].Ratio:N2})");
            }
        }
    }

    public static void Read(ICache cache, string[] keys, int calls, CacheEntryOptions? options = null)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask<Item> hit = cache.GetOrCreateAsync(keys[at], static _ => new ValueTask<Item>((Item)null!), options);
            if (!hit.IsCompletedSuccessfully || hit.Result is null)
                throw new InvalidOperationException("Not every read was a hit.");
            at = at + 1 == keys.Length ? 0 : at + 1;
        }
    }

    public static void ReadHybrid(HybridCache cache, string[] keys, int calls)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask<Item> hit = cache.GetOrCreateAsync(keys[at], static _ => new ValueTask<Item>((Item)null!));
            if (!hit.IsCompletedSuccessfully || hit.Result is null)
                throw new InvalidOperationException("Not every read was a hit.");
            at = at + 1 == keys.Length ? 0 : at + 1;
        }
    }
}
