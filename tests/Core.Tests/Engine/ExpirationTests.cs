using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class ExpirationTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan[] _notLonger = [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MinValue];

    [Test]
    public async Task An_entry_is_found_until_its_expiration()
    {
        await Cache.SetAsync("key", "value", Expiring(_minute));
        Clock.Advance(_minute - _tick);
        Assert.That(await IsThereAsync(Cache), Is.True);
    }

    [Test]
    public async Task An_entry_is_absent_from_its_expiration_on()
    {
        await Cache.SetAsync("key", "value", Expiring(_minute));
        Clock.Advance(_minute);
        Assert.That(await IsThereAsync(Cache), Is.False);
    }

    [Test]
    public async Task An_expired_entry_is_computed_anew()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("old"), Expiring(_minute));
        Clock.Advance(_minute);
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), Expiring(_minute)), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_entry_may_live_less_than_a_second()
    {
        await Cache.SetAsync("key", "value", Expiring(TimeSpan.FromMilliseconds(5)));
        Clock.Advance(TimeSpan.FromMilliseconds(4));
        Assert.That(await IsThereAsync(Cache), Is.True);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await IsThereAsync(Cache), Is.False);
    }

    [Test]
    public async Task An_entry_without_an_expiration_has_that_of_the_cache()
    {
        Cache cache = NewCache(configure: options => options.Expiration = _minute);
        await cache.SetAsync("key", "value");
        Clock.Advance(_minute - _tick);
        Assert.That(await IsThereAsync(cache), Is.True);
        Clock.Advance(_tick);
        Assert.That(await IsThereAsync(cache), Is.False);
    }

    [Test]
    public async Task An_entry_with_an_expiration_ignores_that_of_the_cache()
    {
        Cache cache = NewCache(configure: options => options.Expiration = _minute);
        await cache.SetAsync("key", "value", Expiring(2 * _minute));
        Clock.Advance(_minute);
        Assert.That(await IsThereAsync(cache), Is.True);
    }

    [Test]
    public async Task Options_without_an_expiration_leave_it_to_the_cache()
    {
        Cache cache = NewCache(configure: options => options.Expiration = _minute);
        await cache.SetAsync("key", "value", new CacheEntryOptions { ByReference = true });
        Clock.Advance(_minute);
        Assert.That(await IsThereAsync(cache), Is.False);
    }

    [Test]
    public async Task An_entry_never_expires_where_neither_options_nor_cache_have_an_expiration()
    {
        await Cache.SetAsync("key", "value");
        Clock.Advance(TimeSpan.FromDays(10_000));
        Assert.That(await IsThereAsync(Cache), Is.True);
    }

    [Test]
    public async Task The_longest_time_is_for_ever()
    {
        Cache cache = NewCache(configure: options => options.Expiration = _minute);
        await cache.SetAsync("key", "value", Expiring(TimeSpan.MaxValue));
        Clock.Advance(TimeSpan.FromDays(10_000));
        Assert.That(await IsThereAsync(cache), Is.True);
    }

    [Test]
    public async Task An_entry_that_never_expires_has_no_time_to_live_in_the_store()
    {
        await Cache.SetAsync("key", "value", Expiring(TimeSpan.MaxValue));
        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync("app::key");
        Assert.That(entry!.Value.TimeToLive, Is.Null);
    }

    [Test]
    public void A_default_expiration_of_for_ever_reads_as_null() =>
        Assert.That(NewCache(configure: options => options.Expiration = TimeSpan.MaxValue).Expiration, Is.Null);

    [TestCaseSource(nameof(_notLonger))]
    public async Task Setting_for_no_time_removes_the_key(TimeSpan expiration)
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", "new", Expiring(expiration));
        Assert.That(await IsThereAsync(Cache), Is.False);
    }

    [TestCaseSource(nameof(_notLonger))]
    public async Task A_value_that_is_computed_for_no_time_is_not_kept(TimeSpan expiration)
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), Expiring(expiration));
        Assert.That(await IsThereAsync(Cache), Is.False);
    }

    [TestCaseSource(nameof(_notLonger))]
    public async Task A_value_that_is_computed_for_no_time_is_returned(TimeSpan expiration) =>
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), Expiring(expiration)), Is.EqualTo("value"));

    [TestCaseSource(nameof(_notLonger))]
    public void A_default_of_no_time_is_an_error_at_the_start(TimeSpan expiration) =>
        Assert.That(
            () => NewCache(configure: options => options.Expiration = expiration),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("must be longer than zero").And.Message.Contains("Use null"));

    private static CacheEntryOptions Expiring(TimeSpan expiration) => new() { Expiration = expiration };

    private static async Task<bool> IsThereAsync(Cache cache) => (await cache.TryGetAsync<string>("key")).HasValue;
}
