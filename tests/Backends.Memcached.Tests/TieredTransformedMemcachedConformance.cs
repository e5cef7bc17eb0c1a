using CacheKit.Conformance;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Two levels, of which Memcached holds payloads that are compressed and sealed.</summary>
[TestFixture]
public sealed class TieredTransformedMemcachedConformance : TieredConformance
{
    // The server counts whole seconds, and the current one may be about to end.
    protected override TimeSpan Precision => TimeSpan.FromSeconds(1);

    // The item size of one megabyte includes the key and the header.
    protected override int LargestPayload => 1_000_000;

    protected override int? RefusedPayload => 2_000_000;

    protected override IValueBackend CreateLocal() => new InMemoryBackend();

    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        WrappedBackend.Transformed(SharedServers.Backend((await SharedServers.MemcachedAsync()).ConnectionString));
}
