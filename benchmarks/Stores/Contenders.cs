using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// What the arenas of all stores have in common.
internal static class Contenders
{
    public static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    public static Contender<T> CacheKit<T>(Action<CacheKitBuilder> useBackend)
        where T : class
    {
        var services = new ServiceCollection();
        useBackend(services.AddCacheKit("cachekit", options => options.Expiration = Expiration));
        ICache cache = services.BuildServiceProvider().GetRequiredService<ICache>();
        return new("CacheKit", (key, value) => cache.SetAsync(key, value), async key => (await cache.TryGetAsync<T>(key)).Value);
    }
}
