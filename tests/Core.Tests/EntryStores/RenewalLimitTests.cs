using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Outdated entries are written again in limited number, and not while they expire or are about to be replaced anyway.</summary>
[TestFixture, NonParallelizable]
internal sealed class RenewalLimitTests : IDisposable
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly ICoder _old = new JsonCoder().Then(new VersionTransform(1));
    private static readonly ICoder _new = new JsonCoder().Then(new VersionTransform(2));

    private readonly TestClock _clock = new();
    private readonly ReplacingBackend _store;
    private readonly StoreCalls _calls;
    private readonly OutdatedPayloads _outdated;

    public RenewalLimitTests()
    {
        _store = new ReplacingBackend(_clock);
        _calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.Zero, _clock));
        _outdated = new OutdatedPayloads(_clock);
    }

    public void Dispose() => _calls.Dispose();

    [Test]
    public async Task A_hundred_are_written_at_the_same_time_and_further_ones_at_a_later_read()
    {
        string[] keys = [.. Enumerable.Range(0, 101).Select(number => $"{number}")];
        Gate[] gates = [.. keys.Select(_ => _store.HoldNext(RecordingBackend.Get))];
        foreach (string key in keys)
        {
            await StoreAsync(key);
            Renew(key);
        }

        foreach (Gate gate in gates)
            gate.Open();
        await Poll.UntilAsync(() => keys.Take(100).All(key => VersionOf(key) == 2));
        Assert.That((VersionOf("100"), _store.CountOf(RecordingBackend.Get)), Is.EqualTo((1, 100)));
        await UntilRenewedAsync("100");
    }

    [Test]
    public async Task An_entry_that_is_due_for_a_refresh_is_left_to_it([Values] bool isDue)
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await StoreAsync("key", new EntryLifetime(now, now + 1_000, now + (isDue ? 0 : 1), 0, now + 1_000));
        Renew("key");
        await AfterOtherAsync();
        Assert.That(VersionOf("key"), Is.EqualTo(isDue ? 1 : 2));
    }

    [Test]
    public async Task An_entry_that_ends_while_it_is_read_is_not_written([Values(-1, 0)] int left)
    {
        await StoreAsync("key");
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Renew("key");
        await answer.Reached.Soon();
        _clock.Advance(_hour + TimeSpan.FromMilliseconds(-left));
        answer.Open();
        await AfterOtherAsync();
        Assert.That(_store.Calls, Has.None.EqualTo((RecordingBackend.Replace, "key")));
    }

    [Test]
    public async Task An_entry_keeps_what_is_left_of_its_life_after_it_was_read()
    {
        await StoreAsync("key");
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Renew("key");
        await answer.Reached.Soon();
        _clock.Advance(TimeSpan.FromMinutes(59));
        answer.Open();
        await Poll.UntilAsync(() => VersionOf("key") == 2);
        Assert.That((await _store.GetWithTimeToLiveAsync("key"))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Nothing_is_read_for_a_cache_that_was_ended()
    {
        await StoreAsync("key");
        _outdated.End();
        Renew("key");
        await AfterOtherAsync();
        Assert.That(_store.Calls, Has.None.EqualTo((RecordingBackend.Get, "key")));
    }

    [Test]
    public async Task An_entry_that_was_not_written_is_tried_again_at_the_next_read()
    {
        Renew("key");
        await Poll.UntilAsync(() => _store.CountOf(RecordingBackend.Get) == 1);
        await StoreAsync("key");
        await UntilRenewedAsync("key");
    }

    private Task UntilRenewedAsync(string key) => Poll.UntilAsync(() =>
    {
        Renew(key);
        return VersionOf(key) == 2;
    });

    // Another entry is written after what has begun before.
    private async Task AfterOtherAsync()
    {
        var others = new OutdatedPayloads(_clock);
        for (int i = 0; i < 3; i++)
        {
            string key = $"other {i}";
            await StoreAsync(key);
            others.Renew(key, CoderOf(key), typeof(string), _calls, TimeSpan.Zero);
            await Poll.UntilAsync(() => VersionOf(key) == 2);
        }
    }

    private void Renew(string key) => _outdated.Renew(key, CoderOf(key), typeof(string), _calls, TimeSpan.Zero);

    private static KeyedCoder CoderOf(string key) => (KeyedCoder)_new.OfEntry<string>(key);

    private async Task StoreAsync(string key, EntryLifetime? lifetime = null)
    {
        byte[] payload = Payload.Of("value", _old.OfEntry<string>(key));
        await _store.SetAsync(key, EntryEnvelope.Wrap(payload, EntryMetadata.Of([], lifetime)), _hour);
    }

    private int VersionOf(string key) => VersionTransform.Of(_store[key]);
}
