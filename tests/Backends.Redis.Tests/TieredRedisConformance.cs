using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

[TestFixture]
public sealed class TieredRedisConformance : TieredConformance
{
    protected override IValueBackend CreateLocal() => new InMemoryBackend();

    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        new RedisBackend(RedisServer.Patient((await SharedServers.RedisAsync()).ConnectionString));

    protected override async ValueTask<bool> PutForeignAsync(string key) =>
        await ForeignKeys.PutAsync((await SharedServers.RedisAsync()).ConnectionString, key);
}
