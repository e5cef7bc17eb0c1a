using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Two levels, of which Redis holds payloads that are compressed and sealed.</summary>
[TestFixture]
public sealed class TieredTransformedRedisConformance : TieredConformance
{
    protected override IValueBackend CreateLocal() => new InMemoryBackend();

    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() => WrappedBackend.Transformed(
        new RedisBackend(RedisServer.Patient((await SharedServers.RedisAsync()).ConnectionString)));
}
