using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Benchmarks;

// The store of all caches in the server: the memory of the process, or one Redis.
internal static class Stores
{
    public static void UseMemory(IServiceCollection services)
    {
        services.AddCacheKit("cachekit").UseInMemory();
        services.AddOutputCache();
        services.AddHybridCache();
    }

    public static void UseRedis(IServiceCollection services, string connection)
    {
        services.AddCacheKit("cachekit").UseRedis(connection);
        services.AddStackExchangeRedisOutputCache(options =>
        {
            options.Configuration = connection;
            options.InstanceName = "output:";
        });
        services.AddOutputCache();
        services.AddStackExchangeRedisCache(options =>
        {
            options.Configuration = connection;
            options.InstanceName = "hybrid:";
        });
        services.AddHybridCache(options => options.DefaultEntryOptions = new() { Flags = HybridCacheEntryFlags.DisableLocalCache });
    }
}
