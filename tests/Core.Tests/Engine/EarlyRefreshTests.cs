using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>Entries that are refreshed before they expire.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class EarlyRefreshTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly CacheEntryOptions _options = Options(new StaleOptions { EagerRefreshThreshold = 0.75 });

    [SetUp]
    public async Task StoreAsync() => await GetAsync(_options);

    [Test]
    public async Task An_entry_is_not_refreshed_before_the_threshold()
    {
        Clock.Advance(44 * Second);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
        Assert.That(Source.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task After_the_threshold_one_call_refreshes_the_entry_and_all_get_the_old_value()
    {
        Clock.Advance(45 * Second);
        Gate gate = Source.Gate = new Gate();
        for (int i = 0; i < 10; i++)
            Assert.That(await GetAsync(_options).Soon(), Is.EqualTo("value 1"));
        await gate.Reached.Soon();
        gate.Open();
        await UntilAsync("value 2", _options);
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_caller_that_is_cancelled_when_the_entry_is_due_leaves_no_hanging_flight()
    {
        Clock.Advance(45 * Second);
        EntrySettings settings = Cache.SettingsOf(_options);
        EntryRead<string> due = await Cache.Engine.Store.ReadAsync<string>("app::key", settings, CancellationToken.None);
        Assert.That(due.State, Is.EqualTo(EntryState.RefreshDue));
        string served = await Cache.Engine.AnswerAsync(
            "app::key", due, Source, static (source, token) => source.RunAsync(token), settings, new CancellationToken(canceled: true)).Soon();
        Assert.That(served, Is.EqualTo("value 1"));
        await UntilAsync("value 2", _options);
    }

    [Test]
    public async Task A_refreshed_entry_has_its_whole_expiration_again()
    {
        Clock.Advance(45 * Second);
        await UntilAsync("value 2", _options);
        Clock.Advance(44 * Second);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_refresh_that_fails_reaches_no_caller_and_is_tried_again_after_the_pause()
    {
        Clock.Advance(45 * Second);
        Source.Failure = new IOException();
        Gate gate = Source.Gate = new Gate();
        await GetAsync(_options);
        await gate.Reached.Soon();
        gate.Open();
        await Poll.UntilAsync(() => Loggers.Entries.Any(entry => entry.Exception == Source.Failure));
        await Poll.UntilAsync(() => Cache.Engine.Failures.Of("app::key") is not null);

        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
        Assert.That(Source.Runs, Is.EqualTo(2));
        Source.Failure = null;
        Clock.Advance(10 * Second);
        await UntilAsync("value 3", _options);
    }

    [Test]
    public async Task TryGet_finds_an_entry_that_is_due()
    {
        Clock.Advance(45 * Second);
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_removal_during_the_refresh_is_not_undone()
    {
        Clock.Advance(45 * Second);
        Gate gate = Source.Gate = new Gate();
        await GetAsync(_options);
        await gate.Reached.Soon();
        await Cache.RemoveAsync("key");
        Source.Gate = null;
        string anew = await GetAsync(_options);
        gate.Open();
        Assert.That(anew, Is.EqualTo("value 3"));
        Assert.That(await GetAsync(_options), Is.EqualTo("value 3"));
    }
}
