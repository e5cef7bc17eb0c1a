using CacheKit.Conformance;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class RedisConformance(bool isWrapped) : BackendConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        WrappedBackend.If(isWrapped, new RedisBackend(SharedServers.Patient((await SharedServers.RedisAsync()).ConnectionString)));

    protected override async ValueTask<bool> PutForeignAsync(string key) =>
        await ForeignKeys.PutAsync((await SharedServers.RedisAsync()).ConnectionString, key);
}
