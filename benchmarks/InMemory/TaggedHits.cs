using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// What tags add to a hit by key.
internal static class TaggedHits
{
    private static readonly int[] _counts = [0, 1, 5, 20];

    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit by key with tags, beside one without: ns, and ns for each tag");
        foreach (int entries in new[] { 16, 1_024, 100_000 })
        {
            string[] keys = [.. Enumerable.Range(0, entries).Select(Item.KeyOf)];
            var contenders = new List<Action<int>>();
            foreach (int count in _counts)
            {
                string[] tags = [.. Enumerable.Range(0, count).Select(number => $"tag:{number}")];
                ICache cacheKit = Caches.CacheKit();
                HybridCache hybrid = Caches.HybridCache();
                for (int id = 0; id < entries; id++)
                {
                    await cacheKit.SetAsync(keys[id], new Item(id, "item"), new CacheEntryOptions { Tags = tags });
                    await hybrid.SetAsync(keys[id], new Item(id, "item"), tags: tags);
                }

                contenders.Add(calls => Hits.Read(cacheKit, keys, calls));
                contenders.Add(calls => Hits.ReadHybrid(hybrid, keys, calls));
            }

            var results = Rounds.Measure(300_000, [.. contenders]);
            for (int i = 0; i < _counts.Length; i++)
            {
                double own = results[2 * i].Nanoseconds, hybrid = results[(2 * i) + 1].Nanoseconds;
                Console.WriteLine(
                    $"  {entries,9:N0} entries, {_counts[i],2} tags   CacheKit {own,7:N1} ({PerTag(own, results[0].Nanoseconds, i):N1})   " +
                    $"HybridCache {hybrid,7:N1} ({PerTag(hybrid, results[1].Nanoseconds, i):N1})");
            }
        }
    }

    private static double PerTag(double time, double without, int index) => (time - without) / Math.Max(1, _counts[index]);
}
