using System.Text.Json;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// All contenders share one connection, and every call goes to the server: HybridCache has no L1 here.
internal static class RedisArena
{
    public static Task<Arena<byte[]>> StartAsync() => StartAsync<byte[]>("redis", (connection, services) =>
    [
        Client(connection.GetDatabase()),
        Contenders.CacheKit<byte[]>(cache => cache.UseRedis(connection)),
        Distributed(services.GetRequiredService<IDistributedCache>()),
        Hybrid(services.GetRequiredService<HybridCache>(), static _ => new ValueTask<byte[]>([])),
    ]);

    public static Task<Arena<Order>> StartWithObjectsAsync() => StartAsync<Order>("redis", (connection, services) =>
    [
        ClientAndJson(connection.GetDatabase()),
        Contenders.CacheKit<Order>(cache => cache.UseRedis(connection)),
        Hybrid(services.GetRequiredService<HybridCache>(), static _ => new ValueTask<Order>(new Order())),
    ]);

    private static async Task<Arena<T>> StartAsync<T>(string store, Func<ConnectionMultiplexer, IServiceProvider, IReadOnlyList<Contender<T>>> contenders)
        where T : class
    {
        RedisServer server = await RedisServer.StartAsync();
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        ServiceProvider services = Services(connection);
        return new Arena<T>(store, contenders(connection, services), server, connection, services);
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
        return services.BuildServiceProvider();
    }

    private static Contender<byte[]> Client(IDatabase redis) => new(
        "StackExchange.Redis",
        async (key, value) => await redis.StringSetAsync("client:" + key, value, Contenders.Expiration),
        async key => await redis.StringGetAsync("client:" + key));

    private static Contender<Order> ClientAndJson(IDatabase redis) => new(
        "StackExchange.Redis and System.Text.Json",
        async (key, value) => await redis.StringSetAsync("client:" + key, JsonSerializer.SerializeToUtf8Bytes(value), Contenders.Expiration),
        async key => JsonSerializer.Deserialize<Order>((byte[])(await redis.StringGetAsync("client:" + key))!));

    private static Contender<byte[]> Distributed(IDistributedCache cache) => new(
        "IDistributedCache",
        async (key, value) => await cache.SetAsync("distributed:" + key, value, new() { AbsoluteExpirationRelativeToNow = Contenders.Expiration }),
        async key => await cache.GetAsync("distributed:" + key));

    private static Contender<T> Hybrid<T>(HybridCache cache, Func<CancellationToken, ValueTask<T>> otherwise)
        where T : class => new(
        "HybridCache, no memory",
        (key, value) => cache.SetAsync("hybrid:" + key, value),
        async key => await cache.GetOrCreateAsync("hybrid:" + key, otherwise));
}
