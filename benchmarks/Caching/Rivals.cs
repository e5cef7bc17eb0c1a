using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// The caches that are compared, each empty and set up as its documentation says, with one expiration for all.
internal static class Rivals
{
    public const int Seconds = 300;

    public static readonly TimeSpan Expiration = TimeSpan.FromSeconds(Seconds);

    public static ICache CacheKit() => Service<ICache>(services =>
        services.AddCacheKit("bench", options => options.Expiration = Expiration).UseInMemory());

    public static HybridCache HybridCache(Action<IServiceCollection>? useStore = null, TimeSpan? expiration = null) => Service<HybridCache>(services =>
    {
        useStore?.Invoke(services);
        services.AddHybridCache(options => options.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = expiration ?? Expiration });
    });

    public static IFusionCache FusionCache() => Service<IFusionCache>(services =>
        services.AddFusionCache().WithDefaultEntryOptions(options => options.Duration = Expiration));

    public static MemoryCache MemoryCache() => new(new MemoryCacheOptions());

    public static T Service<T>(Action<IServiceCollection> register)
        where T : class
    {
        var services = new ServiceCollection();
        register(services);
        return services.BuildServiceProvider().GetRequiredService<T>();
    }
}
