using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Payloads that are compressed and sealed in Redis.</summary>
[TestFixture]
public sealed class TransformedRedisConformance : BackendConformance
{
    private RedisBackend? _store;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync()
    {
        var store = new RedisBackend(RedisServer.Patient((await SharedServers.RedisAsync()).ConnectionString));
        _store ??= store;
        return WrappedBackend.Transformed(store);
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await _store!.SetAsync(key, Sealing.Damaged(), timeToLive: null);
        return true;
    }
}
