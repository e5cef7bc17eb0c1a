using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Where the system has Valkey.</summary>
[TestFixture]
public sealed class ValkeyConformance : BackendConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        new RedisBackend(RedisServer.Patient((await SharedServers.ValkeyAsync()).ConnectionString));

    protected override async ValueTask<bool> PutForeignAsync(string key) =>
        await ForeignKeys.PutAsync((await SharedServers.ValkeyAsync()).ConnectionString, key);
}
