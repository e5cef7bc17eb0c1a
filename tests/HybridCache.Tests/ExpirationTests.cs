using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class ExpirationTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static readonly HybridCacheEntryOptions[] _refused =
    [
        new() { Expiration = TimeSpan.Zero },
        new() { Expiration = -_minute },
        new() { LocalCacheExpiration = TimeSpan.Zero },
        new() { LocalCacheExpiration = -_minute, Expiration = _minute },
    ];

    [Test]
    public async Task Entries_expire_after_five_minutes_by_default()
    {
        await GetAsync(Cache, "key", "old");
        Assert.That(await IsExpiredAfterAsync(Cache, 5 * _minute), Is.True);
    }

    [Test]
    public async Task A_call_sets_the_expiration_of_its_entry()
    {
        await GetAsync(Cache, "key", "old", new HybridCacheEntryOptions { Expiration = _minute });
        Assert.That(await IsExpiredAfterAsync(Cache, _minute), Is.True);
    }

    [Test]
    public async Task A_set_sets_the_expiration_of_its_entry()
    {
        await Cache.SetAsync("key", "old", new HybridCacheEntryOptions { Expiration = 10 * _minute });
        Assert.That(await IsExpiredAfterAsync(Cache, 10 * _minute), Is.True);
    }

    [Test]
    public async Task Options_of_a_call_without_an_expiration_have_the_default_one()
    {
        HybridCache cache = Create(new HybridCacheSettings { DefaultEntryOptions = new() { Expiration = 2 * _minute } });
        await GetAsync(cache, "key", "old", new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableCompression });
        Assert.That(await IsExpiredAfterAsync(cache, 2 * _minute), Is.True);
    }

    [Test]
    public async Task The_default_expiration_is_a_setting()
    {
        HybridCache cache = Create(new HybridCacheSettings { DefaultEntryOptions = new() { Expiration = 2 * _minute } });
        await GetAsync(cache, "key", "old");
        Assert.That(await IsExpiredAfterAsync(cache, 2 * _minute), Is.True);
    }

    [Test]
    public async Task A_hit_does_not_prolong_an_entry()
    {
        await GetAsync(Cache, "key", "old");
        Clock.Advance(4 * _minute);
        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo("old"));
        Assert.That(await IsExpiredAfterAsync(Cache, _minute), Is.True);
    }

    [Test]
    public async Task Memory_keeps_an_entry_for_its_local_expiration([Values] bool isDefault)
    {
        var options = new HybridCacheEntryOptions { Expiration = 10 * _minute, LocalCacheExpiration = _minute };
        HybridCache cache = Create(new HybridCacheSettings { DefaultEntryOptions = isDefault ? options : null });
        await GetAsync(cache, "key", "old", isDefault ? null : options);

        Clock.Advance(_minute - TimeSpan.FromSeconds(1));
        Assert.That(await PeekAsync(cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.EqualTo("old"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await PeekAsync(cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.Null);
        Assert.That(await PeekAsync(cache, "key"), Is.EqualTo(TSetup.HasSharedStore ? "old" : null));
    }

    [Test]
    public async Task The_expiration_of_a_call_limits_its_local_expiration()
    {
        await GetAsync(Cache, "key", "old", new HybridCacheEntryOptions { Expiration = _minute, LocalCacheExpiration = 10 * _minute });
        Assert.That(await IsExpiredAfterAsync(Cache, _minute), Is.True);
    }

    [TestCaseSource(nameof(_refused))]
    public void An_expiration_of_zero_or_less_is_refused(HybridCacheEntryOptions options) =>
        Assert.That(async () => await GetAsync(Cache, "key", options: options), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCaseSource(nameof(_refused))]
    public async Task A_refused_expiration_stores_nothing(HybridCacheEntryOptions options)
    {
        try
        {
            await GetAsync(Cache, "key", options: options);
        }
        catch (ArgumentOutOfRangeException)
        {
        }

        Assert.That(await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableDistributedCache), Is.Null);
    }

    // Just before the time has passed, the entry is there.
    private async Task<bool> IsExpiredAfterAsync(HybridCache cache, TimeSpan time)
    {
        Clock.Advance(time - TimeSpan.FromSeconds(1));
        Assert.That(await PeekAsync(cache, "key"), Is.EqualTo("old"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        return await PeekAsync(cache, "key") is null;
    }
}
