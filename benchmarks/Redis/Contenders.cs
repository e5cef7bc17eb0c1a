using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// What is compared. All share one connection, and every call goes to the server: HybridCache has no memory level here.
internal static class Contenders
{
    private static readonly TimeSpan _expiration = TimeSpan.FromHours(1);

    // The first is what the others are measured against.
    public static IReadOnlyList<Contender> Over(IConnectionMultiplexer connection)
    {
        ServiceProvider services = Services(connection);
        return
        [
            Client(connection.GetDatabase()),
            .. CacheKit(services.GetRequiredService<ICache>()),
            Distributed(services.GetRequiredService<IDistributedCache>()),
            Hybrid(services.GetRequiredService<HybridCache>()),
        ];
    }

    private static ServiceProvider Services(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("cachekit", options => options.Expiration = _expiration).UseRedis(connection);
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => Task.FromResult(connection));
        services.AddHybridCache(options => options.DefaultEntryOptions = new HybridCacheEntryOptions
        {
            Expiration = _expiration,
            Flags = HybridCacheEntryFlags.DisableLocalCache,
        });
        return services.BuildServiceProvider();
    }

    private static Contender Client(IDatabase redis) => new(
        "StackExchange.Redis",
        async (key, value) => await redis.StringSetAsync("client:" + key, value, _expiration),
        async key => await redis.StringGetAsync("client:" + key));

    private static IEnumerable<Contender> CacheKit(ICache cache)
    {
        Func<string, byte[], ValueTask> set = (key, value) => cache.SetAsync(key, value);
        yield return new("CacheKit, TryGetAsync", set, async key => (await cache.TryGetAsync<byte[]>(key)).Value);
        yield return new("CacheKit, GetOrCreateAsync", set, async key => await cache.GetOrCreateAsync(key, static _ => new ValueTask<byte[]>([])));
    }

    private static Contender Distributed(IDistributedCache cache) => new(
        "IDistributedCache",
        async (key, value) => await cache.SetAsync("distributed:" + key, value, new() { AbsoluteExpirationRelativeToNow = _expiration }),
        async key => await cache.GetAsync("distributed:" + key));

    private static Contender Hybrid(HybridCache cache) => new(
        "HybridCache, no memory",
        (key, value) => cache.SetAsync("hybrid:" + key, value),
        async key => await cache.GetOrCreateAsync("hybrid:" + key, static _ => new ValueTask<byte[]>([])));
}
