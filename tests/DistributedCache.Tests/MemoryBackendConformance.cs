using CacheKit.Conformance;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>On Microsoft's implementation in memory.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class MemoryBackendConformance : BackendConformance
{
    private readonly IDistributedCache _cache;

    public MemoryBackendConformance()
    {
        var services = new ServiceCollection();
        MicrosoftMemory.Register(services, Clock);
        _cache = services.BuildServiceProvider().GetRequiredService<IDistributedCache>();
    }

    protected override FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    protected override bool ClearsAnyPrefix => false;

    protected override ValueTask<ICacheBackend> CreateBackendAsync() => new(new DistributedCacheBackend(_cache, Clock));

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await _cache.SetAsync(StoredName.OfEntry(key), "foreign"u8.ToArray());
        return true;
    }
}
