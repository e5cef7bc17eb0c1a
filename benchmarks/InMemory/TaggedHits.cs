using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// What tags add to a hit by key.
internal static class TaggedHits
{
    private const int Calls = 300_000;

    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit by key with tags, beside HybridCache: ns (ns for each tag), ratio");
        foreach (int entries in new[] { 16, 1_024, 100_000 })
        {
            (double Own, double Hybrid) untagged = default;
            foreach (int count in new[] { 0, 1, 5, 20 })
            {
                (double own, double hybrid, double ratio) = await MeasureAsync(entries, [.. Enumerable.Range(0, count).Select(number => $"tag:{number}")]);
                if (count == 0)
                    untagged = (own, hybrid);
                int tags = Math.Max(1, count);
                Console.WriteLine(
                    $"  {entries,9:N0} entries, {count,2} tags   CacheKit {own,7:N1} ({(own - untagged.Own) / tags:N1})   " +
                    $"HybridCache {hybrid,7:N1} ({(hybrid - untagged.Hybrid) / tags:N1})   {ratio:N2}");
                Ratios.Add($"a hit by key with {count} tags", $"{entries:N0} entries", ratio, "HybridCache");
            }
        }
    }

    private static async Task<(double Own, double Hybrid, double Ratio)> MeasureAsync(int entries, string[] tags)
    {
        string[] keys = [.. Enumerable.Range(0, entries).Select(Item.KeyOf)];
        ICache cacheKit = Caches.CacheKit();
        HybridCache hybrid = Caches.HybridCache();
        for (int id = 0; id < entries; id++)
        {
            await cacheKit.SetAsync(keys[id], new Item(id, "item"), new CacheEntryOptions { Tags = tags });
            await hybrid.SetAsync(keys[id], new Item(id, "item"), tags: tags);
        }

        var results = Rounds.Measure(Calls, calls => Hits.ReadHybrid(hybrid, keys, calls), calls => Hits.Read(cacheKit, keys, calls));
        return (results[1].Nanoseconds, results[0].Nanoseconds, results[1].Ratio);
    }
}
