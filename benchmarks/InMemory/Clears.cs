using System.Diagnostics;

namespace CacheKit.Benchmarks;

// Clearing a namespace of ten entries, and evicting a tag of ten, among many others.
internal static class Clears
{
    private const int Rounds = 21;
    private const int Few = 10;

    public static async Task MeasureAsync()
    {
        Console.WriteLine("Clearing a namespace of ten entries, evicting a tag of ten: us among so many others");
        foreach (int others in new[] { 1_000, 100_000, 1_000_000 })
        {
            ICache cache = Caches.CacheKit();
            for (int id = 0; id < others; id++)
                await cache.SetAsync(Item.KeyOf(id), "value");

            var options = new CacheEntryOptions { Namespace = "few", Tags = ["few"] };
            double[] clears = new double[Rounds], evictions = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                await FillAsync(cache, options);
                long start = Stopwatch.GetTimestamp();
                await cache.EvictAsync("few");
                evictions[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;

                await FillAsync(cache, options);
                start = Stopwatch.GetTimestamp();
                await cache.ClearAsync("few");
                clears[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            Console.WriteLine($"  {others,9:N0}   clear {Benchmarks.Rounds.Median(clears),8:N1}   evict {Benchmarks.Rounds.Median(evictions),8:N1}");
        }
    }

    private static async Task FillAsync(ICache cache, CacheEntryOptions options)
    {
        for (int id = 0; id < Few; id++)
            await cache.SetAsync(Item.KeyOf(id), "value", options);
    }
}
