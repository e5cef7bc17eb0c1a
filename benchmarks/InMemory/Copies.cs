using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// A hit of a mutable value, of which each caller gets a copy.
internal static class Copies
{
    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit of a mutable value, beside HybridCache: ns, ratio, bytes");
        await MeasureAsync("an object of five properties", 200_000, Line(1));
        foreach (int count in new[] { 10, 100, 1_000 })
        {
            var order = new Order { Id = 1, Customer = "a reader", Lines = [.. Enumerable.Range(0, count).Select(Line)] };
            await MeasureAsync($"an order of {count:N0} lines", 200_000 / count, order);
        }

        foreach (int size in new[] { 100, 10_000, 1_000_000 })
            await MeasureAsync($"an array of {size:N0} bytes", Math.Min(200_000, 100_000_000 / size), new byte[size]);
    }

    private static async Task MeasureAsync<T>(string what, int calls, T value)
        where T : class
    {
        ICache cacheKit = Caches.CacheKit();
        HybridCache hybrid = Caches.HybridCache();
        await cacheKit.SetAsync("value", value);
        await hybrid.SetAsync("value", value, new HybridCacheEntryOptions { Expiration = Caches.Expiration });
        var results = Rounds.Measure(calls, count => ReadHybrid<T>(hybrid, count), count => Read<T>(cacheKit, count));
        Console.WriteLine(
            $"  {what,-32} HybridCache {results[0].Nanoseconds,10:N0} ({results[0].Bytes:N0} B)   " +
            $"CacheKit {results[1].Nanoseconds,10:N0} ({results[1].Bytes:N0} B)   {results[1].Ratio:N2}");
        Ratios.Add("a hit of a mutable value", what, results[1].Ratio, "HybridCache");
    }

    private static void Read<T>(ICache cache, int calls)
        where T : class
    {
        for (int call = 0; call < calls; call++)
        {
            ValueTask<T> hit = cache.GetOrCreateAsync("value", static _ => new ValueTask<T>((T)null!));
            if (!hit.IsCompletedSuccessfully || hit.Result is null)
                throw new InvalidOperationException("Not every read was a hit.");
        }
    }

    private static void ReadHybrid<T>(HybridCache cache, int calls)
        where T : class
    {
        for (int call = 0; call < calls; call++)
        {
            ValueTask<T> hit = cache.GetOrCreateAsync("value", static _ => new ValueTask<T>((T)null!));
            if (!hit.IsCompletedSuccessfully || hit.Result is null)
                throw new InvalidOperationException("Not every read was a hit.");
        }
    }

    private static OrderLine Line(int id) => new() { Id = id, Product = $"product {id}", Price = 9.95m, Count = 2, Ordered = DateTime.UnixEpoch };
}
