using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture]
public sealed class RedisConformance : BackendConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        new RedisBackend(RedisServer.Patient((await SharedServers.RedisAsync()).ConnectionString));

    protected override async ValueTask<bool> PutForeignAsync(string key) =>
        await ForeignKeys.PutAsync((await SharedServers.RedisAsync()).ConnectionString, key);
}
