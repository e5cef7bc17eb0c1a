using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// What the arenas of all stores have in common.
internal static class Contenders
{
    public const string Prefix = "cachekit";

    public static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    public static Contender<T> CacheKit<T>(ICacheBackend backend, ICoder? coder = null)
        where T : class
    {
        var services = new ServiceCollection();
        services.AddCacheKit(Prefix, options =>
        {
            options.Expiration = Expiration;
            options.Coder = coder ?? options.Coder;
        }).UseBackend(backend);
        ICache cache = services.BuildServiceProvider().GetRequiredService<ICache>();
        return new("CacheKit", (key, value) => cache.SetAsync(key, value), async key => (await cache.TryGetAsync<T>(key)).Value);
    }
}
