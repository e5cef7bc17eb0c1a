using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// A value that is computed at no cost and stored, under keys that were made before, in caches that grow alike.
internal static class Misses
{
    private static readonly List<ServiceProvider> _used = [];

    public static Task MeasureAsync()
    {
        Console.WriteLine("A miss, beside HybridCache: ns, ratio, bytes");
        foreach (int count in new[] { 1_000, 50_000, 500_000 })
        {
            string[] keys = [.. Enumerable.Range(0, count).Select(Item.KeyOf)];
            Measure("an object", keys, new Item(1, "item"));
            Measure("a string", keys, "the item itself");
        }

        return Task.CompletedTask;
    }

    private static void Measure<T>(string kind, string[] keys, T value)
    {
        // Short runs are repeated, so that the clock is fine enough.
        int repeats = Math.Max(1, 50_000 / keys.Length);
        var tagged = new CacheEntryOptions { Tags = ["items"] };
        Console.WriteLine($"  {keys.Length:N0} misses, {kind}");
        var results = Rounds.Measure(
            keys.Length * repeats,
            DisposeOfCaches,
            [
                _ => Repeat(repeats, () => FillHybrid(keys, value)),
                _ => Repeat(repeats, () => Fill(keys, value, null)),
                _ => Repeat(repeats, () => Fill(keys, value, tagged)),
                _ => Repeat(repeats, () => Fill(keys, value, null, 1L << 34)),
            ]);
        string[] names = ["HybridCache", "CacheKit", "CacheKit, a tag", "CacheKit, a size limit"];
        for (int i = 0; i < names.Length; i++)
        {
            Console.WriteLine($"    {names[i],-24} {results[i].Nanoseconds,8:N0} ns {results[i].Ratio,6:N2} {results[i].Bytes,8:N0} B");
            if (i > 0)
                Ratios.Add($"a miss by key, {kind}{names[i]["CacheKit".Length..]}", $"{keys.Length:N0} entries", results[i].Ratio, "HybridCache");
        }

        Ratios.Add($"the bytes that a miss allocates, {kind}", $"{keys.Length:N0} entries", results[1].Bytes / results[0].Bytes, "HybridCache");
    }

    private static ServiceProvider Using(ServiceProvider services)
    {
        _used.Add(services);
        return services;
    }

    private static void DisposeOfCaches()
    {
        _used.ForEach(services => services.Dispose());
        _used.Clear();
        GC.Collect();
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
            action();
    }

    private static void FillHybrid<T>(string[] keys, T value)
    {
        HybridCache cache = Using(Caches.ServicesOfHybridCache()).GetRequiredService<HybridCache>();
        foreach (string key in keys)
            _ = ResultOf(cache.GetOrCreateAsync(key, value, static (value, _) => new ValueTask<T>(value)));
    }

    private static void Fill<T>(string[] keys, T value, CacheEntryOptions? options, long? sizeLimit = null)
    {
        ICache cache = Using(Caches.ServicesOfCacheKit(sizeLimit)).GetRequiredService<ICache>();
        foreach (string key in keys)
            _ = ResultOf(cache.GetOrCreateAsync(key, value, static (value, _) => new ValueTask<T>(value), options));
    }

    private static T ResultOf<T>(ValueTask<T> computed) =>
        computed.IsCompletedSuccessfully ? computed.Result : computed.AsTask().GetAwaiter().GetResult();
}
