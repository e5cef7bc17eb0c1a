using CacheKit.Conformance;
using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests;

/// <summary>Where CacheKit differs from Microsoft's implementation on purpose, on two levels: the table in docs/hybrid-cache.md.</summary>
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class LevelDifferencesTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    [Test]
    public async Task A_value_that_is_too_large_for_the_shared_store_is_not_in_memory()
    {
        HybridCache cache = Create(new HybridCacheSettings { MaximumPayloadBytes = 100 });
        await GetAsync(cache, "key", new string('x', 1000));

        Assert.That(
            await PeekAsync(cache, "key", HybridCacheEntryFlags.DisableDistributedCache), TSetup.IsCacheKit ? Is.Null : Is.Not.Null);
    }

    [Test]
    public async Task A_null_text_stays_null_in_the_shared_store()
    {
        await Cache.SetAsync<string?>("key", null, With(HybridCacheEntryFlags.DisableLocalCacheWrite));

        Assert.That(
            await Cache.GetOrCreateAsync("key", _ => new ValueTask<string?>("computed")), TSetup.IsCacheKit ? Is.Null : Is.Empty);
    }

    [Test]
    public async Task A_set_that_does_not_write_memory_removes_the_older_copy()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new", With(HybridCacheEntryFlags.DisableLocalCacheWrite));

        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo(TSetup.IsCacheKit ? "new" : "old"));
    }

    [Test]
    public async Task A_copy_does_not_outlive_its_entry_in_the_shared_store()
    {
        await Cache.SetAsync("key", "stored", new HybridCacheEntryOptions { LocalCacheExpiration = TimeSpan.FromMinutes(10) });
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.That(await PeekAsync(Cache, "key"), TSetup.IsCacheKit ? Is.Null : Is.EqualTo("stored"));
    }

    [Test]
    public async Task A_payload_that_cannot_be_decoded_is_computed_again()
    {
        var serializer = new DamagedTextSerializer();
        HybridCache cache = Create(new HybridCacheSettings
        {
            Services = services => services.AddSingleton<IHybridCacheSerializer<string>>(serializer),
        });
        await cache.SetAsync("key", "stored", With(HybridCacheEntryFlags.DisableLocalCacheWrite));
        await Poll.UntilAsync(async () => await PeekAsync(cache, "key", HybridCacheEntryFlags.DisableLocalCache) == "stored");
        serializer.FailsToDecode = true;

        if (TSetup.IsCacheKit)
            Assert.That(await GetAsync(cache, "key"), Is.EqualTo("computed"));
        else
            Assert.That(async () => await GetAsync(cache, "key"), Throws.TypeOf<FormatException>());
    }
}
