using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// Microsoft's abstract class HybridCache over CacheKit, beside its own implementation: hits and misses by the same code.
internal static class Adapter
{
    private static readonly string[] _tags = ["items"];

    public static async Task MeasureAsync()
    {
        Console.WriteLine("HybridCache's API over CacheKit, beside Microsoft's implementation: ns, ratio, bytes of both");
        foreach (int count in new[] { 16, 4_096 })
        {
            await using ServiceProvider microsoft = Caches.ServicesOfHybridCache();
            await using ServiceProvider cacheKit = Caches.ServicesOfAdapter();
            HybridCache[] caches = [microsoft.GetRequiredService<HybridCache>(), cacheKit.GetRequiredService<HybridCache>()];
            string[] keys = [.. Enumerable.Range(0, count).Select(Item.KeyOf)];
            for (int id = 0; id < count; id++)
            {
                foreach (HybridCache cache in caches)
                    await cache.SetAsync(keys[id], new Item(id, "item"), tags: _tags);
            }

            Report("a hit", count, Rounds.Measure(1_000_000, calls => Read(caches[0], keys, calls), calls => Read(caches[1], keys, calls)));
            Report("a hit by an interpolated key", count,
                Rounds.Measure(
                    1_000_000, calls => ReadInterpolated(caches[0], count, calls), calls => ReadInterpolated(caches[1], count, calls)));
            Report("a removal and a miss", count,
                Rounds.Measure(100_000, calls => Miss(caches[0], keys, calls), calls => Miss(caches[1], keys, calls)));
        }
    }

    private static void Report(string what, int count, (double Nanoseconds, double Ratio, double Bytes)[] results)
    {
        Ratios.Add($"{what} through HybridCache's API", $"{count:N0} entries", results[1].Ratio, "HybridCache");
        Console.WriteLine(
            $"  {count,5:N0} {what,-28}  Microsoft's {results[0].Nanoseconds,7:N1}   CacheKit {results[1].Nanoseconds,7:N1} " +
            $"({results[1].Ratio:N2}, {results[1].Bytes:N0} B, {results[0].Bytes:N0} B)");
    }

    private static void Read(HybridCache cache, string[] keys, int calls)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask<Item> hit = cache.GetOrCreateAsync(keys[at], at, static (_, _) => new ValueTask<Item>((Item)null!), tags: _tags);
            Require(hit.IsCompletedSuccessfully && hit.Result is not null);
            at = at + 1 == keys.Length ? 0 : at + 1;
        }
    }

    private static void ReadInterpolated(HybridCache cache, int count, int calls)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask<Item> hit = cache.GetOrCreateAsync(
                $"catalogue-item-{at:D7}", at, static (_, _) => new ValueTask<Item>((Item)null!), tags: _tags);
            Require(hit.IsCompletedSuccessfully && hit.Result is not null);
            at = at + 1 == count ? 0 : at + 1;
        }
    }

    // Removes what it has computed, so that the next round misses again.
    private static void Miss(HybridCache cache, string[] keys, int calls)
    {
        var item = new Item(1, "item");
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask removal = cache.RemoveAsync(keys[at]);
            Require(removal.IsCompletedSuccessfully);
            ValueTask<Item> computed = cache.GetOrCreateAsync(keys[at], item, static (item, _) => new ValueTask<Item>(item));
            Require((computed.IsCompletedSuccessfully ? computed.Result : computed.AsTask().GetAwaiter().GetResult()) is not null);
            at = at + 1 == keys.Length ? 0 : at + 1;
        }
    }

    private static void Require(bool isMet)
    {
        if (!isMet)
            throw new InvalidOperationException("A read was no hit, or a call did not end at once.");
    }
}
