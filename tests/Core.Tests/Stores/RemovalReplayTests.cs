using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Stores;

/// <summary>Pending removals are replayed when the store answers again.</summary>
[TestFixture]
internal sealed class RemovalReplayTests : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly TimerCounter _clock = new();
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly ReplacingBackend _store;
    private readonly StoreCalls _calls;

    public RemovalReplayTests()
    {
        _store = new ReplacingBackend(_clock);
        _calls = new StoreCalls(_store, new StoreCallSettings(null, null, _pause, _clock));
        _calls.Health.Logger = _loggers.CreateLogger("CacheKit");
    }

    public void Dispose() => _calls.Dispose();

    [Test]
    public async Task The_oldest_removal_is_replayed_first()
    {
        await OweAsync("c", "a", "b");
        await ClearAsync("p:n:");
        await RemoveAsync("a");
        _store.Recover();
        _store.Calls.Clear();
        _clock.Advance(_pause);
        Assert.That(_store.Calls.Select(call => call.Key), Is.EqualTo(new[] { "c", "b", "p:n:", "a" }));
    }

    [Test]
    public async Task A_removal_that_keeps_failing_does_not_hold_up_the_others()
    {
        await OweAsync("a", "b", "c");
        _store.Recover();
        for (int i = 0; i < 2; i++)
        {
            _store.FailFor("a");
            _clock.Advance(_pause);
        }

        Assert.That((_calls.IsPending("a"), _calls.IsPending("b"), _calls.IsPending("c")), Is.EqualTo((true, false, false)));
    }

    [Test]
    public async Task A_clear_that_keeps_failing_does_not_hold_up_the_others()
    {
        await ClearAsync("p:n:");
        await OweAsync("a");
        await ClearAsync("p:n:");
        _store.Recover();
        for (int i = 0; i < 2; i++)
        {
            _store.Fail(RecordingBackend.Clear);
            _clock.Advance(_pause);
        }

        Assert.That((_calls.IsPending("p:n:b"), _calls.IsPending("a")), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_removal_stays_pending_while_the_breaker_is_open()
    {
        using var calls = new StoreCalls(_store, new StoreCallSettings(null, 2, _pause, _clock));
        await _store.SetAsync("a", new byte[] { 1 }, null);
        Gate late = _store.HoldNext(RecordingBackend.Get);
        Task reading = calls.GetAsync("b", CancellationToken.None).AsTask();
        await late.Reached.Soon();
        _store.Fail();
        for (int i = 0; i < 2; i++)
            await calls.RemoveAsync("a", CancellationToken.None);

        _store.Recover();
        late.Open();
        await reading.Soon();
        Assert.That(calls.IsPending("a"), Is.True);

        _clock.Advance(_pause);
        Assert.That((calls.IsPending("a"), _store.Keys.Any()), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_removal_that_the_store_can_never_accept_is_given_up()
    {
        _store.Fail(exception: new ArgumentException("That is no key."));
        await RemoveAsync("a");
        Assert.That(_calls.IsPending("a"), Is.False);
    }

    [Test]
    public async Task A_store_that_only_answers_reads_is_not_asked_to_remove_at_each_of_them()
    {
        _store.Fail(RecordingBackend.Remove);
        await RemoveAsync("a");
        _store.Calls.Clear();
        for (int i = 0; i < 100; i++)
            await _calls.GetAsync("b", CancellationToken.None);
        Assert.That(_store.CountOf(RecordingBackend.Remove), Is.EqualTo(1));
    }

    [Test]
    public async Task Keys_that_are_removed_or_cleared_later_are_not_pending_any_more()
    {
        await OweAsync("a", "p:n:b", "p:m:c");
        await ClearAsync("p:m:");
        _store.Recover();
        Gate gate = _store.HoldNext(RecordingBackend.Remove);
        await ClearAsync("p:");
        Assert.That((_calls.IsPending("p:n:b"), _calls.IsPending("p:m:c")), Is.EqualTo((false, false)));
        gate.Open();
    }

    [Test]
    public async Task A_pending_removal_is_replayed_before_its_key_is_added_or_replaced()
    {
        await _calls.SetAsync("a", new byte[] { 1 }, null, CancellationToken.None);
        await _calls.SetAsync("b", new byte[] { 1 }, null, CancellationToken.None);
        await OweAsync("a", "b");
        _store.Recover();
        Assert.That((await _calls.AddAsync("a", new byte[] { 2 }, null, CancellationToken.None)).Value, Is.True);
        Assert.That((await _calls.ReplaceAsync("b", new byte[] { 1 }, [2], null, CancellationToken.None)).Value, Is.False);
        Assert.That(_store.Keys, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task An_add_or_a_replacement_fails_while_the_pending_removal_cannot_be_replayed()
    {
        await OweAsync("a");
        Assert.That((await _calls.AddAsync("a", new byte[] { 2 }, null, CancellationToken.None)).Failed, Is.True);
        Assert.That((await _calls.ReplaceAsync("a", new byte[] { 1 }, [2], null, CancellationToken.None)).Failed, Is.True);
        Assert.That(_store.CountOf(RecordingBackend.Add) + _store.CountOf(RecordingBackend.Replace), Is.Zero);
    }

    [Test]
    public async Task A_failed_renewal_or_release_leaves_no_pending_removal()
    {
        byte[] token = [1];
        await _calls.AddAsync("a", token, _pause, CancellationToken.None);
        _store.Fail();
        await _calls.ReplaceAsync("a", token, token, _pause, CancellationToken.None);
        await _calls.ReplaceAsync("a", token, token, TimeSpan.Zero, CancellationToken.None);
        await _calls.ReplaceAsync("a", token, [3], TimeSpan.Zero, CancellationToken.None);
        Assert.That(_calls.IsPending("a"), Is.False);
        await _calls.ReplaceAsync("a", token, [2], _pause, CancellationToken.None);
        Assert.That(_calls.IsPending("a"), Is.True);
    }

    [Test]
    public async Task Too_many_keys_of_a_namespace_become_one_clear_of_it()
    {
        _store.Fail();
        await RemoveAsync("p:few:key");
        for (int i = 0; i <= 10_000; i++)
            await RemoveAsync($"p:many:{i}");
        Assert.That(_loggers.At(LogLevel.Warning).Last(), Does.StartWith("More than 10000 removals are pending").And.Contains("p:many:"));
        Assert.That((_calls.IsPending("p:many:3"), _calls.IsPending("p:few:key"), _calls.IsPending("p:few:other")), Is.EqualTo((true, true, false)));

        _store.Recover();
        _store.Calls.Clear();
        _clock.Advance(_pause);
        Assert.That(_store.Calls, Has.Member((RecordingBackend.Clear, "p:many:")).And.Member((RecordingBackend.Remove, "p:few:key")).And.Count.LessThan(10));
    }

    [Test]
    public async Task A_timer_runs_only_while_removals_are_pending()
    {
        await _calls.SetAsync("a", new byte[] { 1 }, null, CancellationToken.None);
        Assert.That(_clock.Running, Is.Zero);
        await OweAsync("a", "b");
        Assert.That(_clock.Running, Is.EqualTo(1));
        _clock.Advance(_pause);
        Assert.That(_clock.Running, Is.EqualTo(1));
        _store.Recover();
        _clock.Advance(_pause);
        Assert.That((_clock.Running, _store.Keys.Any()), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task The_timer_ends_when_a_write_replaces_the_pending_removal()
    {
        await OweAsync("a");
        _store.Recover();
        await _calls.SetAsync("a", new byte[] { 1 }, null, CancellationToken.None);
        _clock.Advance(_pause);
        Assert.That(_clock.Running, Is.Zero);
    }

    [Test]
    public async Task After_disposal_nothing_is_replayed_by_timer_and_the_pending_removals_are_logged()
    {
        await OweAsync("a");
        _calls.Dispose();
        _store.Calls.Clear();
        _store.Recover();
        _clock.Advance(_pause);
        Assert.That((_clock.Running, _store.Calls.Count, _calls.IsPending("a")), Is.EqualTo((0, 0, true)));
        Assert.That(_loggers.At(LogLevel.Warning).Last(), Is.EqualTo("1 pending removals for ReplacingBackend were discarded, because the cache was disposed"));

        _calls.Dispose();
        Assert.That(_loggers.At(LogLevel.Warning).Count(message => message.Contains("were discarded", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void Without_pending_removals_a_disposal_is_not_logged()
    {
        _calls.Dispose();
        Assert.That(_loggers.Entries, Is.Empty);
    }

    [Test]
    public async Task After_a_replay_has_failed_the_next_answer_that_starts_one_comes_after_the_pause()
    {
        await OweAsync("a");
        _store.Recover();
        _store.Fail(RecordingBackend.Remove);
        await _calls.GetAsync("b", CancellationToken.None);

        // Without its timer.
        _calls.Dispose();
        _store.Recover();
        _clock.Advance(_pause - TimeSpan.FromTicks(1));
        await _calls.GetAsync("b", CancellationToken.None);
        Assert.That(_calls.IsPending("a"), Is.True);
        _clock.Advance(TimeSpan.FromTicks(1));
        await _calls.GetAsync("b", CancellationToken.None);
        Assert.That(_calls.IsPending("a"), Is.False);
    }

    [Test]
    public async Task Without_a_break_the_pause_is_a_second()
    {
        using var calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.Zero, _clock));
        calls.Invalidate("a");
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.That(_store.Calls, Is.Empty);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.That(calls.IsPending("a"), Is.False);
    }

    [Test]
    public async Task After_disposal_pending_removals_are_replayed_when_the_store_answers_a_call()
    {
        await OweAsync("a");
        _calls.Dispose();
        _store.Recover();
        await _calls.GetAsync("b", CancellationToken.None);
        Assert.That((_calls.IsPending("a"), _clock.Running), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Replayed_removals_are_logged_once()
    {
        await OweAsync("a", "b", "c");
        _store.Recover();
        _clock.Advance(_pause);
        Assert.That(_loggers.At(LogLevel.Information).Last(), Is.EqualTo("Replayed 3 pending removals on ReplacingBackend"));
    }

    [Test]
    public async Task Removals_that_failed_or_were_refused_are_not_logged_as_replayed()
    {
        await OweAsync("a", "b");
        _clock.Advance(_pause);
        Assert.That(_loggers.At(LogLevel.Information), Is.Empty);
        _store.Recover();
        _store.FailFor("a", Refusal.Lasting);
        _clock.Advance(_pause);
        Assert.That(_loggers.At(LogLevel.Information).Last(), Is.EqualTo("Replayed 1 pending removals on ReplacingBackend"));
    }

    [TestCase("p:n:", "all keys that begin with p:n: are cleared")]
    [TestCase("", "the oldest 1251 were given up")]
    public void Merged_removals_and_lost_ones_are_each_logged_as_what_they_are(string prefix, string message)
    {
        using var replay = new RemovalReplay(_ => new(CallFailure.None), _calls.Health, _clock, _pause);
        for (int i = 0; i <= 10_000; i++)
            replay.AddKey($"{prefix}{i}");
        Assert.That(_loggers.At(LogLevel.Warning).Single(), Does.Contain(message));
    }

    private async Task OweAsync(params string[] keys)
    {
        _store.Fail();
        foreach (string key in keys)
            await RemoveAsync(key);
    }

    private async Task RemoveAsync(string key) => await _calls.RemoveAsync(key, CancellationToken.None);

    private async Task ClearAsync(string prefix) => await _calls.ClearAsync(prefix, CancellationToken.None);
}
