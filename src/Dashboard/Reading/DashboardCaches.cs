namespace CacheKit;

// Finds the caches of the application. CacheManager.Init may replace the global one at any time.
internal sealed class DashboardCaches(IServiceProvider services)
{
    public IReadOnlyList<CacheInspector> All() => CacheInspector.AllOf(services);

    public CacheInspector Of(string name)
    {
        IReadOnlyList<CacheInspector> all = All();
        return all.FirstOrDefault(cache => cache.Name == name) ?? throw new DashboardException(
            DashboardFault.UnknownCache,
            all.Count == 0
                ? "The application has no cache yet: call CacheManager.Init or services.AddCacheKit."
                : $"There is no cache '{name}'. There are {string.Join(", ", all.Select(cache => $"'{cache.Name}'"))}.");
    }

    // In a store that other applications share, keys outside of the cache are none of its business.
    public static void RequireOwn(CacheInspector cache, string key)
    {
        if (!key.StartsWith(cache.Cache.Engine.Keys.PrefixOf(null), StringComparison.Ordinal))
        {
            throw new DashboardException(DashboardFault.KeyNotFound,
                $"The key is not one of cache '{cache.Name}', whose keys begin with '{cache.Cache.Engine.Keys.PrefixOf(null)}'.");
        }
    }
}
