using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

internal static class Caches
{
    public static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    public static ICache CacheKit(long? sizeLimit = null) => ServicesOfCacheKit(sizeLimit).GetRequiredService<ICache>();

    public static HybridCache HybridCache() => ServicesOfHybridCache().GetRequiredService<HybridCache>();

    // For callers that dispose of the cache.
    public static ServiceProvider ServicesOfCacheKit(long? sizeLimit = null) => Services(services =>
        services.AddCacheKit("bench", options => options.Expiration = Expiration).UseInMemory(options => options.SizeLimit = sizeLimit));

    // Microsoft's abstract class over CacheKit.
    public static ServiceProvider ServicesOfAdapter() => Services(services =>
        services.AddCacheKit("bench", options => options.Expiration = Expiration).UseInMemory().AsHybridCache());

    public static ServiceProvider ServicesOfHybridCache(int maximumKeyLength = 1024) => Services(services => services.AddHybridCache(options =>
    {
        options.MaximumKeyLength = maximumKeyLength;
        options.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = Expiration, LocalCacheExpiration = Expiration };
    }));

    public static MemoryCache MemoryCache() => new(new MemoryCacheOptions());

    private static ServiceProvider Services(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        return services.BuildServiceProvider();
    }
}
