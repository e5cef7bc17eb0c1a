using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>
/// Without scripts, as Garnet runs by default. Values of other data types are not tested: Garnet replies to some reads that such a key is
/// absent.
/// </summary>
[TestFixture]
public sealed class GarnetConformance : BackendConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        new RedisBackend(RedisServer.Patient((await SharedServers.GarnetAsync()).ConnectionString));
}
