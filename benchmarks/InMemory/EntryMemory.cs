using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks;

// What an entry takes in memory with its key and its value: an object of 32 bytes with a text of 64. Each row is measured in a process of its
// own, as what one cache leaves behind would count for the next one.
internal static class EntryMemory
{
    private const string Rival = "MemoryCache";

    private static readonly Dictionary<string, Func<int, Task<double>>> _rows = new()
    {
        [Rival] = count => MeasureAsync(count, Caches.MemoryCache, (cache, id) =>
        {
            cache.Set(Item.KeyOf(id), NewItem(id), Caches.Expiration);
            return ValueTask.CompletedTask;
        }),
        ["HybridCache"] = count => MeasureAsync(count, Caches.HybridCache, (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id))),
        ["HybridCache, a tag"] = count => MeasureAsync(count, Caches.HybridCache, (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id), tags: ["items"])),
        ["CacheKit"] = count => MeasureAsync(count, _ => null),
        ["CacheKit, a tag"] = count => MeasureAsync(count, _ => new CacheEntryOptions { Tags = ["items"] }),
        ["CacheKit, five tags"] = count => MeasureAsync(count, _ => new CacheEntryOptions { Tags = ["items", "one", "two", "three", "four"] }),
        ["CacheKit, a tag of its own"] = count => MeasureAsync(count, id => new CacheEntryOptions { Tags = [$"item:{id}"] }),
        ["CacheKit, a grace"] = count => MeasureAsync(count, _ => new CacheEntryOptions { Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(5) } }),
        ["CacheKit, a size limit"] = count => MeasureAsync(count, () => Caches.CacheKit(1L << 34), (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id))),
    };

    public static async Task MeasureAsync()
    {
        Console.WriteLine("Bytes an entry, after a collection");
        foreach (int count in new[] { 1_000, 100_000, 1_000_000 })
        {
            Console.WriteLine($"  {count:N0} entries");
            double rival = 0;
            foreach (string name in _rows.Keys)
            {
                double bytes = await MeasureInProcessAsync(name, count);
                Console.WriteLine($"    {name,-28} {bytes,8:N0} B");
                if (name == Rival)
                    rival = bytes;
                if (name.StartsWith("CacheKit", StringComparison.Ordinal))
                    Ratios.Add($"memory of an entry{name["CacheKit".Length..]}", $"{count:N0} entries", bytes / rival, Rival);
            }
        }
    }

    // In this process.
    public static async Task WriteAsync(string name, int count) => Console.WriteLine((await _rows[name](count)).ToString(CultureInfo.InvariantCulture));

    private static async Task<double> MeasureInProcessAsync(string name, int count)
    {
        string[] arguments = ["memory-of", name, count.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string figure = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(figure, CultureInfo.InvariantCulture);
    }

    private static Task<double> MeasureAsync(int count, Func<int, CacheEntryOptions?> options) =>
        MeasureAsync(count, () => Caches.CacheKit(), (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id), options(id)));

    private static async Task<double> MeasureAsync<TCache>(int count, Func<TCache> create, Func<TCache, int, ValueTask> setAsync)
    {
        TCache cache = create();
        await setAsync(cache, -1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int id = 0; id < count; id++)
            await setAsync(cache, id);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(cache);
        return (after - before) / (double)count;
    }

    private static Item NewItem(int id) => new(id, $"item {id:D7} of the catalogue..");
}
