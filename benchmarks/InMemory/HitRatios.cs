using System.Globalization;
using BitFaster.Caching.Lfu;
using BitFaster.Caching.Lru;
using BitFaster.Caching.Scheduler;
using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks;

// The share of requests that a bounded cache answers, with entries of one size.
internal static class HitRatios
{
    // What the backend counts for an entry beside the characters of its key and its value.
    private const int Overhead = 150;
    private const int KeyLength = 10;

    public static Task MeasureAsync()
    {
        foreach (int capacity in new[] { 1_000, 4_000 })
        {
            Console.WriteLine($"Hits in percent, {capacity:N0} entries: CacheKit, BitFaster ConcurrentLfu, ConcurrentLru, MemoryCache with a size limit");
            foreach ((string name, int[] keys) in Traces.For(capacity, 200 * capacity))
            {
                double[] ratios = [CacheKit(capacity, keys), Lfu(capacity, keys), Lru(capacity, keys), Memory(capacity, keys)];
                Console.WriteLine($"  {name,-52} {string.Join("  ", ratios.Select(ratio => $"{100 * ratio,6:N2}"))}   {100 * (ratios[0] - ratios[1]),6:N2}");
            }
        }

        return Task.CompletedTask;
    }

    private static double CacheKit(int capacity, int[] keys)
    {
        var value = new SizedValue();
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = capacity * (Overhead + (2L * KeyLength) + value.Size) });
        return RatioOf(keys, key =>
        {
            string text = TextOf(key);
            if (backend.GetValue(text) is not null)
                return true;
            backend.SetValue(text, value, timeToLive: null);
            return false;
        });
    }

    private static double Lfu(int capacity, int[] keys)
    {
        var cache = new ConcurrentLfu<int, int>(1, capacity, new ForegroundScheduler(), EqualityComparer<int>.Default);
        return RatioOf(keys, key => IsHit(cache.TryGet(key, out _), () => cache.AddOrUpdate(key, key)));
    }

    private static double Lru(int capacity, int[] keys)
    {
        var cache = new ConcurrentLru<int, int>(1, capacity, EqualityComparer<int>.Default);
        return RatioOf(keys, key => IsHit(cache.TryGet(key, out _), () => cache.AddOrUpdate(key, key)));
    }

    private static double Memory(int capacity, int[] keys)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = capacity });
        return RatioOf(keys, key => IsHit(cache.TryGetValue(key, out _), () => cache.Set(key, key, new MemoryCacheEntryOptions { Size = 1 })));
    }

    private static bool IsHit(bool isHit, Action add)
    {
        if (!isHit)
            add();
        return isHit;
    }

    private static double RatioOf(int[] keys, Func<int, bool> isHit) => keys.Count(isHit) / (double)keys.Length;

    private static string TextOf(int key) => key.ToString("D10", CultureInfo.InvariantCulture);

    private sealed class SizedValue : CachedValue
    {
        public override long Size => 100;

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }
}
