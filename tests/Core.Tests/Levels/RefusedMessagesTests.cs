using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Two levels on a store that refuses messages: copies live for the bound, everything else goes on, and the log says so once.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RefusedMessagesTests : TierFixture
{
    private readonly TalkingStore _store;
    private readonly RecordingLoggerFactory _loggers = new();

    public RefusedMessagesTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_process_that_may_not_subscribe_sends_its_changes_later()
    {
        bool isTold = false;
        TieredBackend other = await HearingProcessAsync(_store);
        other.Invalidations.Changed += change => isTold |= change == Change.OfKey(Key);
        _store.RefusesListeners = true;
        TieredBackend process = Process(_store);
        _store.IsDown = true;
        Assert.That(async () => await process.RemoveAsync(Key), Throws.TypeOf<IOException>());

        _store.IsDown = false;
        await WithinBoundAsync(() => isTold);
    }

    [Test]
    public async Task A_change_counts_although_its_message_was_refused()
    {
        TieredBackend process = await RefusedAsync(messages: true);
        var cache = new Cache(process, "app", new CacheOptions { TimeProvider = Clock });
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        await cache.SetAsync("key", "value", tagged);
        await cache.SetAsync("other", "value");
        Assert.That((await cache.RemoveAsync("other"), await cache.EvictAsync("tag")), Is.EqualTo((true, true)));
        Assert.That((await cache.TryGetAsync<string>("key", tagged)).HasValue, Is.False);
        Assert.That(cache.Engine.Store.Calls.IsPending("app::key"), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Copies_are_hits_until_the_bound_is_over(bool messages)
    {
        TieredBackend process = await RefusedAsync(messages);
        await SetAsync(process, "value");
        Assert.That(CopyIn(process), Is.EqualTo("value"));
        Clock.Advance(Bound - TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.EqualTo("value"));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(await GetAsync(process), Is.EqualTo("value"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Refused_messages_are_one_warning(bool messages)
    {
        TieredBackend process = await RefusedAsync(messages);
        for (int i = 0; i < 20; i++)
        {
            await SetAsync(process, "value");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(_loggers.At(LogLevel.Warning).Single(), Does.Contain("00:00:05").And.Contain(Refusal.Lasting.Message));
    }

    [Test]
    public async Task The_channel_is_restored_when_the_store_allows_messages()
    {
        TieredBackend process = await RefusedAsync(messages: true);
        _store.RefusesMessages = false;
        await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected);
        Assert.That(_loggers.At(LogLevel.Information), Has.One.EqualTo("Invalidation channel restored"));
    }

    [Test]
    public async Task Messages_that_are_refused_again_after_the_channel_was_restored_are_another_warning()
    {
        TieredBackend process = await RefusedAsync(messages: true);
        _store.RefusesMessages = false;
        await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected);
        Assert.That(_loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
        _store.RefusesMessages = true;
        await BeyondBoundAsync(() => _loggers.At(LogLevel.Warning).Count() == 2);
    }

    [Test]
    public async Task A_process_that_may_not_receive_messages_still_sends_them()
    {
        TieredBackend other = await HearingProcessAsync(_store);
        TieredBackend process = await RefusedAsync(messages: false);
        await SetAsync(other, "old");
        await SetAsync(process, "new");
        Assert.That(await GetAsync(other), Is.EqualTo("new"));
    }

    private async Task<TieredBackend> RefusedAsync(bool messages)
    {
        (_store.RefusesMessages, _store.RefusesListeners) = (messages, !messages);
        TieredBackend process = Process(_store);
        process.UseLoggers(_loggers);
        await process.GetAsync("nothing");
        await WithinBoundAsync(() => _loggers.At(LogLevel.Warning).Any());
        return process;
    }
}
