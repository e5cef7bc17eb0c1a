using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

internal static class Caches
{
    public static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    public static ICache CacheKit(long? sizeLimit = null) => Service<ICache>(services =>
        services.AddCacheKit("bench", options => options.Expiration = Expiration).UseInMemory(options => options.SizeLimit = sizeLimit));

    public static HybridCache HybridCache() => Service<HybridCache>(services =>
        services.AddHybridCache(
            options =>
                options.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = Expiration, LocalCacheExpiration = Expiration }));

    public static MemoryCache MemoryCache() => new(new MemoryCacheOptions());

    private static T Service<T>(Action<IServiceCollection> register)
        where T : class
    {
        var services = new ServiceCollection();
        register(services);
        return services.BuildServiceProvider().GetRequiredService<T>();
    }
}
