using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// A hit by keys of several lengths, and in namespaces with characters that are escaped in a key. CacheKit shortens
// keys of 1,024 characters or more, HybridCache has to be told to cache them.
internal static class KeyForms
{
    private const int Calls = 300_000;

    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit by a key of so many characters, beside HybridCache: ns, ratio, bytes");
        foreach (int length in new[] { 10, 30, 100, 300, 1_000, 1_100, 4_000 })
            await MeasureAsync($"a key of {length:N0} characters", length, null);
        await MeasureAsync("a key of 1,100 characters, one of 4,096 in turn", 1_100, null, 4_096);
        await MeasureAsync("a key of 30 characters in the namespace items", 30, "items");
        await MeasureAsync("a key of 30 characters in the namespace shop:items", 30, "shop:items");
    }

    private static async Task MeasureAsync(string what, int length, string? @namespace, int count = 16)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(number => number.ToString("D4", CultureInfo.InvariantCulture).PadLeft(length, 'k'))];
        CacheEntryOptions? options = @namespace is null ? null : new CacheEntryOptions { Namespace = @namespace };
        ICache cacheKit = Caches.CacheKit();
        HybridCache hybrid = Caches.ServicesOfHybridCache(maximumKeyLength: 5_000).GetRequiredService<HybridCache>();
        foreach (string key in keys)
        {
            await cacheKit.SetAsync(key, new Item(1, "item"), options);
            await hybrid.SetAsync(key, new Item(1, "item"));
        }

        var results = Rounds.Measure(Calls, calls => Hits.ReadHybrid(hybrid, keys, calls), calls => Hits.Read(cacheKit, keys, calls, options));
        Console.WriteLine(
            $"  {what,-52} HybridCache {results[0].Nanoseconds,7:N1}   CacheKit {results[1].Nanoseconds,7:N1} " +
            $"({results[1].Bytes:N0} B)   {results[1].Ratio:N2}");
        Ratios.Add("a hit by key", what, results[1].Ratio, "HybridCache");
    }
}
