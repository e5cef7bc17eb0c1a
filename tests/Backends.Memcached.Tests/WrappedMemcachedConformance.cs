using CacheKit.Conformance;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A wrapper around the backend keeps all of its promises and capabilities.</summary>
[TestFixture]
public sealed class WrappedMemcachedConformance : MemcachedConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() => new WrappedBackend(await base.CreateBackendAsync());
}
