using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>How a process waits for a lease, renews it and releases it, and which leases it lists meanwhile.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LeaseTests() : CacheFixture(StoreKind.Server, hasTimeout: false)
{
    private const string Key = "app:%leases::key";

    private static readonly TimeSpan _life = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private ReplacingBackend Store => (ReplacingBackend)Backend;

    [TestCase(9, 3)]
    [TestCase(90 * 86_400, 10 * 86_400)]
    [TestCase(36_500L * 86_400, 10 * 86_400)]
    public async Task A_lease_is_renewed_after_a_third_of_its_life_or_ten_days(long life, long expected)
    {
        Lease lease = await TakeAsync(TimeSpan.FromSeconds(life));
        DateTimeOffset start = Clock.GetUtcNow();
        await Clock.PassUntilAsync(() => Store.CountOf(RecordingBackend.Replace) > 0, atMost: TimeSpan.FromSeconds(life));
        Assert.That(Clock.GetUtcNow() - start, Is.EqualTo(TimeSpan.FromSeconds(expected)));
        await lease.DisposeAsync();
        Assert.That(Store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_lease_that_another_process_took_is_neither_renewed_nor_released()
    {
        Lease lease = await TakeAsync(_life);
        await Backend.SetAsync(Key, LeaseToken.New(), null);
        await Clock.PassUntilAsync(() => Store.CountOf(RecordingBackend.Replace) > 1 || Listed().Length == 0, atMost: _life);
        Assert.That((Store.CountOf(RecordingBackend.Replace), Listed().Length), Is.EqualTo((1, 0)));
        await lease.DisposeAsync();
        Assert.That(Store.Keys, Is.EqualTo(new[] { Key }));
    }

    [Test]
    public async Task A_lease_is_released_when_its_computation_is_abandoned()
    {
        using var abandoned = new CancellationTokenSource();
        await WaitAsync(_ => new(false), cancellationToken: abandoned.Token);
        Assert.That(Store.Keys, Is.EqualTo(new[] { Key }));
        await abandoned.CancelAsync();
        await Poll.UntilAsync(() => !Store.Keys.Any() && Listed().Length == 0);
    }

    [Test]
    public async Task A_lease_is_listed_while_it_is_awaited_and_held()
    {
        Lease lease = await TakeAsync(_life);
        Assert.That(Listed(), Is.EqualTo(new[] { true }));
        using var leaving = new CancellationTokenSource();
        Task<StoreResult<Lease>> waiting = WaitAsync(_ => new(false), cancellationToken: leaving.Token);
        Assert.That(Listed(), Is.EquivalentTo(new[] { true, false }));

        await leaving.CancelAsync();
        Assert.That(async () => await waiting.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Listed(), Is.EqualTo(new[] { true }));
        await lease.DisposeAsync();
        Assert.That(Listed(), Is.Empty);
    }

    [Test]
    public async Task No_lease_is_listed_where_the_store_fails()
    {
        Store.Fail();
        StoreResult<Lease> taken = await WaitAsync(_ => new(false)).Soon();
        Assert.That((taken.Failed, taken.Value), Is.EqualTo((true, (Lease?)null)));
        Assert.That(Listed(), Is.Empty);
    }

    [Test]
    public async Task A_lease_is_released_where_the_entry_was_stored_before_it_was_taken()
    {
        Assert.That((await WaitAsync(_ => new(true)).Soon()).Value, Is.Null);
        Assert.That(Store.Keys, Is.Empty);
        Assert.That(Listed(), Is.Empty);
    }

    [Test]
    public async Task A_lease_is_released_where_the_entry_cannot_be_read_after_it_was_taken()
    {
        Assert.That(async () => await WaitAsync(_ => throw new IOException()).Soon(), Throws.TypeOf<IOException>());
        Assert.That(Store.Keys, Is.Empty);
        Assert.That(Listed(), Is.Empty);
    }

    [TestCase("taken")]
    [TestCase("stored")]
    [TestCase("failed")]
    public async Task The_wait_for_a_lease_is_measured_with_its_result(string result)
    {
        using var waits = new HistogramReading("cachekit.lease.wait.duration");
        if (result == "failed")
            Store.Fail();
        if (result != "stored")
            await TakeAsync(_life);
        else
            await PausesAsync(() => default, count: 3);
        Assert.That(waits.Measurements.Select(measured => measured.Tags[MetricTags.Result]), Is.EqualTo(new[] { result }));
        Assert.That(waits.Measurements.Single().Seconds, Is.EqualTo(result == "stored" ? 0.005 + 0.007 + 0.011 : 0).Within(0.000_001));
    }

    [Test]
    public async Task A_process_that_waits_asks_after_ever_longer_pauses_up_to_a_tenth_of_a_second()
    {
        List<TimeSpan> pauses = await PausesAsync(() => default, count: 14);
        for (int i = 0; i < pauses.Count; i++)
            Assert.That(pauses[i].TotalMilliseconds, Is.EqualTo(Math.Floor(Math.Min(5 * Math.Pow(1.5, i), 100))));
    }

    [Test]
    public async Task A_process_that_waits_checks_what_holds_the_lease_after_a_moment_and_after_each_life_of_a_lease()
    {
        // After 8 pauses it has waited for 0.2 seconds, and 10 further ones take a second.
        await PausesAsync(() => default, count: 8 + 9, _second);
        Assert.That(Store.CountOf(RecordingBackend.Get), Is.EqualTo(1));

        await PausesAsync(() => Backend.SetAsync(Key, LeaseToken.New(), _second), count: 8 + 15, _second);
        Assert.That(Store.CountOf(RecordingBackend.Get), Is.EqualTo(1 + 2));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    public async Task Content_that_outlives_a_lease_by_more_than_a_second_is_removed(int milliseconds, bool isRemoved)
    {
        TimeSpan left = _life + _second + TimeSpan.FromMilliseconds(milliseconds);
        List<TimeSpan> pauses = await PausesAsync(() => Backend.SetAsync(Key, LeaseToken.New(), left), count: 20);
        Assert.That(pauses, isRemoved ? Has.Count.LessThan(20) : Has.Count.EqualTo(20));
    }

    [Test]
    public async Task Content_that_the_store_refuses_to_read_is_removed()
    {
        await Backend.SetAsync(Key, LeaseToken.New(), _life);
        Store.Fail(RecordingBackend.Get, Refusal.Lasting);
        StoreResult<Lease> taken = await Clock.PassUntilAsync(WaitAsync(_ => new(false)), atMost: _second);
        Assert.That(taken.Value, Is.Not.Null);
        await taken.Value!.DisposeAsync();
    }

    // Whether each lease of the process is held.
    private bool[] Listed() => [.. Cache.Engine.Leases.Open.Select(lease => lease.IsHeld)];

    private async Task<Lease> TakeAsync(TimeSpan life) =>
        (await Cache.Engine.Leases.TakeAsync(Key, life, _ => new(false), CancellationToken.None)).Value!;

    private Task<StoreResult<Lease>> WaitAsync(
        Func<CancellationToken, ValueTask<bool>> isStored, TimeSpan? life = null, CancellationToken cancellationToken = default) =>
        Cache.Engine.Leases.TakeAsync(Key, life ?? _life, isStored, cancellationToken).AsTask();

    // Waits for the lease of another process, and works after each pause.
    private async Task<List<TimeSpan>> PausesAsync(Func<ValueTask> work, int count, TimeSpan? life = null)
    {
        await Backend.SetAsync(Key, LeaseToken.New(), _life);
        var pauses = new List<TimeSpan>();
        DateTimeOffset last = Clock.GetUtcNow();
        StoreResult<Lease> taken = await Clock.PassUntilAsync(
            WaitAsync(
                async _ =>
                {
                    pauses.Add(Clock.GetUtcNow() - last);
                    last = Clock.GetUtcNow();
                    await work();
                    return pauses.Count == count;
                },
                life),
            atMost: 2 * _life);
        if (taken.Value is { } lease)
            await lease.DisposeAsync();
        return pauses;
    }
}
