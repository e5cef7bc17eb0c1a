using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks;

// The caches that are compared, each configured for two levels as its documentation says, with the same expiration.
internal static class Contenders
{
    private static readonly TimeSpan _expiration = TimeSpan.FromHours(1);

    public static readonly string[] Names = ["CacheKit", "CacheKit with a lease", "HybridCache", "FusionCache"];

    public static Contender Make(string name, IConnectionMultiplexer connection) => name switch
    {
        "CacheKit" => CacheKit(name, connection, lease: null),
        "CacheKit with a lease" => CacheKit(name, connection, lease: TimeSpan.FromSeconds(10)),
        "HybridCache" => Hybrid(name, connection),
        "FusionCache" => Fusion(name, connection),
        _ => throw new ArgumentException($"Unknown cache '{name}'."),
    };

    public static Contender CacheKit(string name, ICacheBackend backend, TimeSpan? lease = null)
    {
        ICache cache = new ServiceCollection().AddCacheKit("cachekit", options => options.Expiration = _expiration).UseBackend(backend)
            .Services.BuildServiceProvider().GetRequiredService<ICache>();
        CacheEntryOptions? options = lease is null ? null : new CacheEntryOptions { Lease = lease };
        return new Contender(
            name,
            (key, factory) => cache.GetOrCreateAsync(key, factory, static (factory, _) => factory(), options),
            (key, value, tag) => cache.SetAsync(key, value, new CacheEntryOptions { Tags = [tag] }),
            async tag => await cache.EvictAsync(tag));
    }

    private static Contender CacheKit(string name, IConnectionMultiplexer connection, TimeSpan? lease) =>
        CacheKit(name, new TieredBackend(new InMemoryBackend(), new RedisBackend(connection)), lease);

    private static Contender Hybrid(string name, IConnectionMultiplexer connection)
    {
        HybridCache cache = Services(connection, services => services.AddHybridCache(options =>
            options.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = _expiration })).GetRequiredService<HybridCache>();
        return new Contender(
            name,
            (key, factory) => cache.GetOrCreateAsync("hybrid:" + key, factory, static (factory, _) => factory()),
            (key, value, tag) => cache.SetAsync("hybrid:" + key, value, tags: [tag]),
            tag => cache.RemoveByTagAsync(tag));
    }

    private static Contender Fusion(string name, IConnectionMultiplexer connection)
    {
        ServiceProvider services = Services(connection, services => { });
        IDistributedCache store = services.GetRequiredService<IDistributedCache>();
        IFusionCache cache = new FusionCache(new FusionCacheOptions()).SetupDistributedCache(store, new FusionText());
        var options = new FusionCacheEntryOptions(_expiration);
        return new Contender(
            name,
            (key, factory) => cache.GetOrSetAsync<string>("fusion:" + key, (_, _) => factory().AsTask(), options)!,
            (key, value, tag) => cache.SetAsync("fusion:" + key, value, options, tags: [tag]),
            tag => cache.RemoveByTagAsync(tag));
    }

    private static ServiceProvider Services(IConnectionMultiplexer connection, Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => Task.FromResult(connection));
        register(services);
        return services.BuildServiceProvider();
    }
}
