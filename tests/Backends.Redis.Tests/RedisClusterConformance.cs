using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture]
public sealed class RedisClusterConformance : BackendConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        new RedisBackend(RedisServer.Patient((await SharedServers.ClusterAsync()).ConnectionString));

    protected override async ValueTask<bool> PutForeignAsync(string key) =>
        await ForeignKeys.PutAsync((await SharedServers.ClusterAsync()).ConnectionString, key);
}
