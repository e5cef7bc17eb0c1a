using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace CacheKit.Benchmarks;

// All contenders share one connection, and every call goes to the server: the L1 of the other caches is off.
internal static class RunningRedis
{
    public static async Task<RunningStore> StartAsync()
    {
        RedisServer server = await RedisServer.StartAsync();
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        ServiceProvider services = Services(connection);
        HybridCache hybrid = services.GetRequiredService<HybridCache>();
        IFusionCache fusion = services.GetRequiredService<IFusionCache>();
        return new RunningStore("redis", Client(connection.GetDatabase()), new RedisBackend(connection), server, connection, services)
        {
            Rivals = [Distributed(services.GetRequiredService<IDistributedCache>()), Hybrid(hybrid, static _ => new ValueTask<byte[]>([]))],
            ObjectRivals = [Hybrid(hybrid, static _ => new ValueTask<List<Order>>([])), Fusion(fusion)],
        };
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
                Expiration = Contenders.Expiration,
                Flags = HybridCacheEntryFlags.DisableLocalCache,
            };
        });
        services.AddFusionCache()
            .WithRegisteredDistributedCache()
            .WithSerializer(new FusionCacheSystemTextJsonSerializer())
            .WithDefaultEntryOptions(new FusionCacheEntryOptions(Contenders.Expiration) { SkipMemoryCacheRead = true, SkipMemoryCacheWrite = true });
        return services.BuildServiceProvider();
    }

    private static Contender<byte[]> Client(IDatabase redis) => new(
        "StackExchange.Redis",
        async (key, value) => await redis.StringSetAsync("client:" + key, value, Contenders.Expiration),
        async key => await redis.StringGetAsync("client:" + key));

    private static Contender<byte[]> Distributed(IDistributedCache cache) => new(
        "IDistributedCache",
        async (key, value) => await cache.SetAsync("distributed:" + key, value, new() { AbsoluteExpirationRelativeToNow = Contenders.Expiration }),
        async key => await cache.GetAsync("distributed:" + key));

    private static Contender<T> Hybrid<T>(HybridCache cache, Func<CancellationToken, ValueTask<T>> otherwise)
        where T : class => new(
        "HybridCache, no memory",
        (key, value) => cache.SetAsync("hybrid:" + key, value),
        async key => await cache.GetOrCreateAsync("hybrid:" + key, otherwise));

    private static Contender<List<Order>> Fusion(IFusionCache cache) => new(
        "FusionCache, no memory",
        (key, value) => cache.SetAsync("fusion:" + key, value),
        async key => await cache.GetOrDefaultAsync<List<Order>>("fusion:" + key));
}
