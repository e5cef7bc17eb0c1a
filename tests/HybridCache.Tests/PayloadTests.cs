using CacheKit.Conformance;
using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hybrid.Tests;

/// <summary>Values whose payload exceeds MaximumPayloadBytes.</summary>
[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class PayloadTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private readonly HybridCache _cache;

    public PayloadTests() => _cache = Create(new HybridCacheSettings { MaximumPayloadBytes = 100 });

    [Test]
    public async Task Callers_receive_a_value_that_is_too_large()
    {
        string large = new('x', 1000);

        Assert.That(await GetAsync(_cache, "key", large), Is.EqualTo(large));
    }

    [Test]
    public async Task A_value_that_is_too_large_is_not_in_the_shared_store()
    {
        await GetAsync(_cache, "key", new string('x', 1000));

        Assert.That(await PeekAsync(_cache, "key", HybridCacheEntryFlags.DisableLocalCache), Is.Null);
    }

    [Test]
    public async Task A_value_that_is_too_large_is_logged()
    {
        Assume.That(TSetup.HasSharedStore, "CacheKit encodes nothing in memory.");
        await GetAsync(_cache, "key", new string('x', 1000));

        IEnumerable<string> warnings = Log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message);
        Assert.That(warnings, Has.One.Items.And.One.Contains("MaximumPayloadBytes"));
    }

    [Test]
    public async Task A_value_within_the_limit_is_stored()
    {
        for (int i = 0; i < 20; i++)
            await GetAsync(_cache, "large", new string('x', 1000));

        await GetAsync(_cache, "key", new string('x', 60));

        Assert.That(await PeekAsync(_cache, "key"), Is.Not.Null);
        if (TSetup.HasSharedStore)
            await Poll.UntilAsync(async () => await PeekAsync(_cache, "key", HybridCacheEntryFlags.DisableLocalCache) is not null);
    }
}
