using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Diagnostics;

/// <summary>The metrics count failures and refusals. The meter belongs to the process, so no other test may run at the same time.</summary>
[TestFixture, NonParallelizable]
internal sealed class CacheMetricsTests : CacheFixture
{
    private readonly RecordingBackend _store;

    public CacheMetricsTests()
        : base(StoreKind.Remote) => _store = (RecordingBackend)Backend;

    [TestCase(RecordingBackend.Get)]
    [TestCase(RecordingBackend.Set)]
    [TestCase(RecordingBackend.Remove)]
    [TestCase(RecordingBackend.Clear)]
    public async Task Every_failure_is_counted_with_the_store_and_the_operation(string operation)
    {
        _store.Fail(operation);
        using var failures = new CounterReading("cachekit.store.failures");
        await CallAllAsync();
        Assert.That(
            failures.Measurements.Select(measurement => (measurement.Count, measurement.Tags["cachekit.backend"], measurement.Tags["cachekit.operation"])).Distinct(),
            Is.EqualTo(new[] { (1L, (object?)"RecordingBackend", (object?)operation) }));
    }

    [Test]
    public async Task Every_refusal_is_counted_with_its_reason_and_is_no_failure()
    {
        _store.Fail(RecordingBackend.Get, Refusal.Passing);
        using var failures = new CounterReading("cachekit.store.failures");
        using var refusals = new CounterReading("cachekit.store.refusals");
        for (int i = 0; i < 10; i++)
            await Cache.TryGetAsync<string>("key");
        Assert.That((failures.Sum, refusals.Sum), Is.EqualTo((0L, 10L)));
        Assert.That(
            refusals.Measurements
                .Select(measurement => (measurement.Tags["cachekit.backend"], measurement.Tags["cachekit.operation"], measurement.Tags["cachekit.reason"]))
                .Distinct(),
            Is.EqualTo(new[] { ((object?)"RecordingBackend", (object?)"get", (object?)"OOM") }));
    }

    [Test]
    public async Task Every_failure_of_an_outage_is_counted()
    {
        _store.Fail();
        using var failures = new CounterReading("cachekit.store.failures");
        for (int i = 0; i < 10; i++)
            await CallAllAsync();

        // A key that is pending to be cleared is not read any more.
        Assert.That(failures.Sum, Is.EqualTo(31));
    }

    [Test]
    public async Task A_call_that_succeeds_is_not_counted()
    {
        using var failures = new CounterReading("cachekit.store.failures");
        await CallAllAsync();
        Assert.That(failures.Sum, Is.Zero);
    }

    [Test]
    public async Task Changes_by_the_application_are_counted()
    {
        using var removals = new CounterReading("cachekit.removals");
        using var clears = new CounterReading("cachekit.clears");
        using var evictions = new CounterReading("cachekit.evictions");
        await Cache.RemoveAsync("key");
        await Cache.RemoveManyAsync(["a", "b"]);
        await Cache.ClearAsync();
        await Cache.EvictAsync("tag");
        await Cache.EvictAsync("tag", EvictionMode.Soft);
        await Cache.EvictManyAsync(["a", "b"], EvictionMode.Soft);
        Assert.That((removals.Sum, clears.Sum), Is.EqualTo((3L, 1L)));
        Assert.That(
            evictions.Measurements
                .GroupBy(one => (string)one.Tags["cachekit.mode"]!)
                .Select(mode => (mode.Key, mode.Sum(one => one.Count))),
            Is.EquivalentTo(new[] { ("immediate", 1L), ("soft", 3L) }));
    }

    // Four calls of the store.
    private async Task CallAllAsync()
    {
        await Cache.TryGetAsync<string>("key");
        await Cache.SetAsync("key", "value");
        await Cache.RemoveAsync("key");
        await Cache.ClearAsync();
    }
}
