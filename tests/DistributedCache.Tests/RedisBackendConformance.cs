using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;

namespace CacheKit.DistributedCache.Tests;

/// <summary>On Microsoft's implementation with Redis, which is an <see cref="IBufferDistributedCache"/>.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class RedisBackendConformance : BackendConformance
{
    private readonly List<RedisCache> _caches = [];
    private RedisServer? _server;

    protected override bool ClearsAnyPrefix => false;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync() => new DistributedCacheBackend(await ConnectAsync());

    protected override async ValueTask EndStoreAsync()
    {
        foreach (RedisCache cache in _caches)
            cache.Dispose();
        await (_server?.DisposeAsync() ?? default);
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await (await ConnectAsync()).SetAsync(StoredName.OfEntry(key), "foreign"u8.ToArray());
        return true;
    }

    private async Task<RedisCache> ConnectAsync()
    {
        _server ??= await RedisServer.StartUnlessGivenAsync();
        var cache = new RedisCache(new RedisCacheOptions
        {
            Configuration = _server.PatientConnectionString,
        });
        _caches.Add(cache);
        return cache;
    }
}
