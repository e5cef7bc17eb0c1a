using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>The computations and the leases of a process are reported while they last.</summary>
internal sealed class ActivityTests() : CacheFixture(StoreKind.Server, hasTimeout: false)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly Gate _gate = new();

    private CacheInspector Inspector => new("default", Cache);

    [Test]
    public async Task A_computation_is_reported_with_its_waiting_callers()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        Task<string> first = ComputeAsync(Cache).AsTask();
        await _gate.Reached.Soon();
        Clock.Advance(_minute);

        Assert.That(Inspector.Flights.Single(), Is.EqualTo(new FlightReport("app::key", start, Waiting: 1, IsInBackground: false)));
        Task<string> second = ComputeAsync(Cache).AsTask();
        Assert.That(Inspector.Flights.Single().Waiting, Is.EqualTo(2));

        _gate.Open();
        await first.Soon();
        await second.Soon();
        Assert.That(Inspector.Flights, Is.Empty);
    }

    [Test]
    public async Task A_background_refresh_is_reported_as_such()
    {
        var options = new CacheEntryOptions { Expiration = _minute, Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero } };
        await Cache.SetAsync("key", "old", options);
        Clock.Advance(2 * _minute);

        Assert.That(await ComputeAsync(Cache, options).Soon(), Is.EqualTo("old"));

        Assert.That(Inspector.Flights.Single(), Is.EqualTo(new FlightReport("app::key", Clock.GetUtcNow(), Waiting: 0, IsInBackground: true)));
        _gate.Open();
    }

    [Test]
    public async Task The_oldest_computation_comes_first()
    {
        Task<string> first = ComputeAsync(Cache, key: "1").AsTask();
        await _gate.Reached.Soon();
        Clock.Advance(_minute);
        Task<string> second = ComputeAsync(Cache, key: "2").AsTask();

        Assert.That(Inspector.Flights.Select(flight => flight.Key), Is.EqualTo(new[] { "app::1", "app::2" }));
        _gate.Open();
        await Task.WhenAll(first, second).Soon();
    }

    [Test]
    public async Task A_lease_is_reported_by_the_process_that_holds_it_and_by_one_that_waits()
    {
        var options = new CacheEntryOptions { Lease = TimeSpan.FromHours(1) };
        Cache other = NewCache();
        DateTimeOffset start = Clock.GetUtcNow();
        Task<string> holding = ComputeAsync(Cache, options).AsTask();
        await _gate.Reached.Soon();
        Task<string> waiting = ComputeAsync(other, options).AsTask();

        Assert.That(Inspector.Leases.Single(), Is.EqualTo(new LeaseReport("app::key", start, IsHeld: true)));
        Assert.That(new CacheInspector("other", other).Leases.Single(), Is.EqualTo(new LeaseReport("app::key", start, IsHeld: false)));

        _gate.Open();
        await holding.Soon();
        await Clock.PassUntilAsync(waiting, atMost: TimeSpan.FromMinutes(1));
        Assert.That(Inspector.Leases, Is.Empty);
        Assert.That(new CacheInspector("other", other).Leases, Is.Empty);
    }

    [Test]
    public async Task A_lease_ends_with_a_computation_that_fails()
    {
        var options = new CacheEntryOptions { Lease = TimeSpan.FromHours(1) };
        ValueTask<string> failing = Cache.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException(), options);
        Assert.That(async () => await failing, Throws.InvalidOperationException);
        Assert.That(Inspector.Leases, Is.Empty);
    }

    [Test]
    public async Task A_lease_that_the_store_does_not_give_is_not_waited_for()
    {
        ((RecordingBackend)Backend).Fail(RecordingBackend.Add);
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Lease = TimeSpan.FromHours(1) });
        Assert.That(Inspector.Leases, Is.Empty);
    }

    private ValueTask<string> ComputeAsync(Cache cache, CacheEntryOptions? options = null, string key = "key") => cache.GetOrCreateAsync(key, async token =>
    {
        await _gate.PassAsync(token);
        return "value";
    }, options);
}
