using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// All contenders share one connection, and every call goes to the server: HybridCache has no L1 here.
internal static class RedisArena
{
    public static async Task<Arena> StartAsync()
    {
        RedisServer server = await RedisServer.StartAsync();
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        ServiceProvider services = Services(connection);
        return new Arena(
            "redis",
            [
                Client(connection.GetDatabase()),
                Arena.CacheKit(cache => cache.UseRedis(connection)),
                Distributed(services.GetRequiredService<IDistributedCache>()),
                Hybrid(services.GetRequiredService<HybridCache>()),
            ],
            server,
            connection,
            services);
    }

    private static ServiceProvider Services(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => Task.FromResult(connection));
        services.AddHybridCache(options =>
        {
            options.MaximumPayloadBytes = 4 * 1024 * 1024;
            options.DefaultEntryOptions = new HybridCacheEntryOptions
            {
                Expiration = Arena.Expiration,
                Flags = HybridCacheEntryFlags.DisableLocalCache,
            };
        });
        return services.BuildServiceProvider();
    }

    private static Contender Client(IDatabase redis) => new(
        "StackExchange.Redis",
        async (key, value) => await redis.StringSetAsync("client:" + key, value, Arena.Expiration),
        async key => await redis.StringGetAsync("client:" + key));

    private static Contender Distributed(IDistributedCache cache) => new(
        "IDistributedCache",
        async (key, value) => await cache.SetAsync("distributed:" + key, value, new() { AbsoluteExpirationRelativeToNow = Arena.Expiration }),
        async key => await cache.GetAsync("distributed:" + key));

    private static Contender Hybrid(HybridCache cache) => new(
        "HybridCache, no memory",
        (key, value) => cache.SetAsync("hybrid:" + key, value),
        async key => await cache.GetOrCreateAsync("hybrid:" + key, static _ => new ValueTask<byte[]>([])));
}
