using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks;

// What an entry takes in memory with its key and its value: an object of 32 bytes with a text of 64.
internal static class EntryMemory
{
    public static async Task MeasureAsync()
    {
        Console.WriteLine("Bytes an entry, after a collection");
        foreach (int count in new[] { 100_000, 1_000_000 })
        {
            Console.WriteLine($"  {count:N0} entries");
            await ReportAsync("MemoryCache", count, Caches.MemoryCache, (cache, id) =>
            {
                cache.Set(Item.KeyOf(id), NewItem(id), Caches.Expiration);
                return ValueTask.CompletedTask;
            });
            await ReportAsync("HybridCache", count, Caches.HybridCache, (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id)));
            await ReportAsync("HybridCache, a tag", count, Caches.HybridCache, (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id), tags: ["items"]));
            await ReportCacheKitAsync("CacheKit", count, null);
            await ReportCacheKitAsync("CacheKit, a tag", count, new CacheEntryOptions { Tags = ["items"] });
            await ReportCacheKitAsync("CacheKit, five tags", count, new CacheEntryOptions { Tags = ["items", "one", "two", "three", "four"] });
            await ReportCacheKitAsync("CacheKit, a grace", count, new CacheEntryOptions { Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(5) } });
            await ReportAsync("CacheKit, a size limit", count, () => Caches.CacheKit(1L << 34), (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id)));
            await ReportAsync(
                "CacheKit, a tag of its own",
                count,
                () => Caches.CacheKit(),
                (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id), new CacheEntryOptions { Tags = [$"item:{id}"] }));
        }
    }

    private static Task ReportCacheKitAsync(string name, int count, CacheEntryOptions? options) =>
        ReportAsync(name, count, () => Caches.CacheKit(), (cache, id) => cache.SetAsync(Item.KeyOf(id), NewItem(id), options));

    private static async Task ReportAsync<TCache>(string name, int count, Func<TCache> create, Func<TCache, int, ValueTask> setAsync)
    {
        TCache cache = create();
        await setAsync(cache, -1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int id = 0; id < count; id++)
            await setAsync(cache, id);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"    {name,-28} {(after - before) / (double)count,8:N0} B");
        GC.KeepAlive(cache);
    }

    private static Item NewItem(int id) => new(id, $"item {id:D7} of the catalogue..");
}
