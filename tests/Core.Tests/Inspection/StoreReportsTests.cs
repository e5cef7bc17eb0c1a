using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>Stores are reported with what the calls of the cache have met.</summary>
internal sealed class StoreReportsTests() : CacheFixture(StoreKind.Server)
{
    private static readonly TimeSpan _break = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private RecordingBackend Store => (RecordingBackend)Backend;

    [Test]
    public void A_store_is_reported_with_its_level_and_its_capabilities()
    {
        StoreReport report = ReportOf(Cache);
        Assert.That((report.Level, report.Backend, report.State), Is.EqualTo(("l2", "ReplacingBackend", StoreState.Available)));
        Assert.That(report.Capabilities, Is.EqualTo(new[] { "conditional writes" }));
        Assert.That(report.Missing, Does.Contain("listing").And.Contain("listing by pages"));
        Assert.That((report.Entries, report.Bytes), Is.EqualTo(((long?)null, (long?)null)));
    }

    [Test]
    public async Task A_store_in_this_process_is_reported_with_its_entries()
    {
        using var memory = new InMemoryBackend();
        var cache = new Cache(memory, "app", new CacheOptions());
        await cache.SetAsync("key", "value");
        Assert.That((ReportOf(cache).Level, ReportOf(cache).Entries), Is.EqualTo(("l1", (long?)1)));
    }

    [Test]
    public async Task The_state_follows_the_circuit_breaker_and_lasts_since_its_change()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        Cache cache = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = 2, BreakFor = _break });
        Clock.Advance(_minute);
        Store.Fail();
        await cache.TryGetAsync<string>("key");
        Assert.That(StateOf(cache), Is.EqualTo((StoreState.Available, start, 1)));

        await cache.TryGetAsync<string>("key");
        await cache.TryGetAsync<string>("key");
        DateTimeOffset opened = Clock.GetUtcNow();
        Assert.That(StateOf(cache), Is.EqualTo((StoreState.Unavailable, opened, 3)));

        Clock.Advance(_break);
        Assert.That(StateOf(cache), Is.EqualTo((StoreState.Retrying, opened, 3)));
        await cache.TryGetAsync<string>("key");
        Assert.That(StateOf(cache), Is.EqualTo((StoreState.Unavailable, opened, 4)));

        Clock.Advance(_break);
        Store.Recover();
        await cache.TryGetAsync<string>("key");
        Assert.That(StateOf(cache), Is.EqualTo((StoreState.Available, Clock.GetUtcNow(), 0)));
    }

    [Test]
    public async Task A_trial_that_runs_is_a_retry()
    {
        Cache cache = NewCache(configure: options => options.Store = new StoreOptions { Timeout = null, BreakAfter = 1, BreakFor = _break });
        Store.Fail();
        await cache.TryGetAsync<string>("key");
        Store.Recover();
        Clock.Advance(_break);
        Gate gate = Store.HoldNext(RecordingBackend.Get);
        Task<CacheResult<string>> trial = cache.TryGetAsync<string>("key").AsTask();
        await gate.Reached.Soon();

        Assert.That(ReportOf(cache).State, Is.EqualTo(StoreState.Retrying));
        gate.Open();
        await trial.Soon();
        Assert.That(ReportOf(cache).State, Is.EqualTo(StoreState.Available));
    }

    [Test]
    public async Task Without_a_circuit_breaker_a_store_whose_calls_fail_is_unavailable()
    {
        Store.Fail();
        Clock.Advance(_minute);
        await Cache.TryGetAsync<string>("key");
        Assert.That(StateOf(Cache), Is.EqualTo((StoreState.Unavailable, Clock.GetUtcNow(), 1)));
    }

    [Test]
    public async Task Pending_removals_are_counted()
    {
        Store.Fail();
        await Cache.RemoveAsync("1");
        await Cache.RemoveAsync("2");
        Assert.That(ReportOf(Cache).PendingRemovals, Is.EqualTo(2));
    }

    [Test]
    public void Two_levels_are_two_stores()
    {
        using var memory = new InMemoryBackend();
        using var levels = new TieredBackend(memory, Store);
        IReadOnlyList<StoreReport> reports = new CacheInspector("default", new Cache(levels, "app", new CacheOptions())).Stores;
        Assert.That(reports.Select(report => (report.Level, report.Backend)), Is.EqualTo(new[] { ("l1", "InMemoryBackend"), ("l2", "ReplacingBackend") }));
    }

    private static StoreReport ReportOf(Cache cache) => new CacheInspector("default", cache).Stores.Single();

    private static (StoreState State, DateTimeOffset Since, long Failures) StateOf(Cache cache) =>
        (ReportOf(cache).State, ReportOf(cache).Since, ReportOf(cache).Failures);
}
