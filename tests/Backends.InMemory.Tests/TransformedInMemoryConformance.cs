using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>Payloads that are compressed and sealed in memory, which holds no values then.</summary>
[TestFixture]
public sealed class TransformedInMemoryConformance : BackendConformance
{
    private InMemoryBackend? _store;

    protected override FakeTimeProvider Clock { get; } = new();

    protected override ValueTask<ICacheBackend> CreateBackendAsync()
    {
        var store = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });
        _store ??= store;
        return new(WrappedBackend.Transformed(store));
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await _store!.SetAsync(key, Sealing.Damaged(), timeToLive: null);
        return true;
    }
}
