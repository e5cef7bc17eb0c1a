using CacheKit.Conformance;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Payloads that are compressed and sealed in Memcached.</summary>
[TestFixture]
public sealed class TransformedMemcachedConformance : BackendConformance
{
    private ICacheBackend? _store;

    // The server counts whole seconds, and the current one may be about to end.
    protected override TimeSpan Precision => TimeSpan.FromSeconds(1);

    // The item size of one megabyte includes the key and the header.
    protected override int LargestPayload => 1_000_000;

    protected override int? RefusedPayload => 2_000_000;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync()
    {
        ICacheBackend store = SharedServers.Backend((await SharedServers.TransformedAsync()).ConnectionString);
        _store ??= store;
        return WrappedBackend.Transformed(store);
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await _store!.SetAsync(key, Sealing.Damaged(), timeToLive: null);
        return true;
    }
}
