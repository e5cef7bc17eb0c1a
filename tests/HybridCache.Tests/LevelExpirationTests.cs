using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests;

/// <summary>The expiration of copies in memory, with a shared store that follows the clock of the tests.</summary>
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class LevelExpirationTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    [Test]
    public async Task A_copy_does_not_outlive_its_entry()
    {
        await Cache.SetAsync("key", "shared", new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), Flags = HybridCacheEntryFlags.DisableLocalCacheWrite });
        Clock.Advance(TimeSpan.FromSeconds(50));

        await GetAsync(Cache, "key", options: new HybridCacheEntryOptions { LocalCacheExpiration = TimeSpan.FromMinutes(1) });

        Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.Null);
    }

    [Test]
    public async Task A_call_without_memory_does_not_prolong_the_copy()
    {
        await GetAsync(Cache, "key", options: new() { Expiration = TimeSpan.FromHours(1), LocalCacheExpiration = TimeSpan.FromSeconds(20) });
        Clock.Advance(TimeSpan.FromSeconds(10));
        await GetAsync(Cache, "key", options: With(HybridCacheEntryFlags.DisableLocalCache));

        Assert.That(await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.Not.Null);
        Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.Null);
    }
}
