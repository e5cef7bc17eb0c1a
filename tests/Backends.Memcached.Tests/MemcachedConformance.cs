using CacheKit.Conformance;

namespace CacheKit.Backends.Memcached.Tests;

[TestFixture]
public sealed class MemcachedConformance : BackendConformance
{
    // The server counts in seconds, and a second may be about to end.
    protected override TimeSpan Precision => TimeSpan.FromSeconds(1);

    // An item of a megabyte holds its key and its header too.
    protected override int LargestPayload => 1_000_000;

    protected override int? RefusedPayload => 2_000_000;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        SharedServers.Backend((await SharedServers.MemcachedAsync()).ConnectionString);
}
