using CacheKit.Conformance;

namespace CacheKit.Backends.Memcached.Tests;

[TestFixture]
public sealed class TieredMemcachedConformance : TieredConformance
{
    // The server counts in seconds, and a second may be about to end.
    protected override TimeSpan Precision => TimeSpan.FromSeconds(1);

    // An item of a megabyte holds its key and its header too.
    protected override int LargestPayload => 1_000_000;

    protected override int? RefusedPayload => 2_000_000;

    protected override IValueBackend CreateLocal() => new InMemoryBackend();

    // Behind a wrapper, which so is held to the whole suite, and asked for every capability that the levels need.
    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        new WrappedBackend(SharedServers.Backend((await SharedServers.MemcachedAsync()).ConnectionString));
}
