using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>How long factories and handlers take, and how long callers wait for those of others.</summary>
[TestFixture]
internal sealed class ComputationMetricsTests : CacheTests
{
    private const string Duration = "cachekit.computation.duration";

    private readonly CollectedMetrics _metrics = new();

    [OneTimeTearDown]
    public void EndMetrics() => _metrics.Dispose();

    [Test]
    public async Task A_factory_has_a_duration()
    {
        Cache cache = InMemory();
        await cache.GetOrCreateAsync("key", _ =>
        {
            Clock.Advance(TimeSpan.FromSeconds(3));
            return ValueTask.FromResult("value");
        });
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("other"));
        Assert.That(_metrics.Of(Duration, Name).Select(point => (point.Sum, point.Count, point["error.type"])), Is.EqualTo(new[] { (3.0, 1L, (object?)null) }));
    }

    [Test]
    public void A_factory_that_fails_has_the_type_of_its_exception()
    {
        Cache cache = InMemory();
        Assert.That(async () => await cache.GetOrCreateAsync<string>("key", _ => throw new InvalidDataException()), Throws.TypeOf<InvalidDataException>());
        Assert.That(_metrics.Of(Duration, Name).Single()["error.type"], Is.EqualTo("System.IO.InvalidDataException"));
    }

    [Test]
    public async Task Each_call_of_the_factory_of_a_batch_has_a_duration()
    {
        Cache cache = InMemory();
        await cache.GetOrCreateManyAsync(
            ["a", "b", "c"],
            (keys, _) => ValueTask.FromResult<IReadOnlyDictionary<string, int>>(keys.ToDictionary(key => key, _ => 1)), maxBatch: 2);
        Assert.That(_metrics.Count(Duration, Name), Is.EqualTo(2));
    }

    [Test]
    public async Task A_flight_is_reported_while_it_is_under_way_and_the_wait_of_a_follower_afterwards()
    {
        Cache cache = InMemory();
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> leading = cache.GetOrCreateAsync("key", _ => new ValueTask<string>(result.Task)).AsTask();
        Task<string> following = cache.GetOrCreateAsync("key", _ => new ValueTask<string>(result.Task)).AsTask();
        Assert.That(_metrics.Sum("cachekit.flights", Name), Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromSeconds(2));
        result.SetResult("value");
        await Task.WhenAll(leading, following);
        Assert.That(_metrics.Sum("cachekit.flights", Name), Is.Zero);
        Assert.That(_metrics.Of("cachekit.flight.wait.duration", Name).Select(point => (point.Sum, point.Count)), Is.EqualTo(new[] { (2.0, 1L) }));
    }

    [Test]
    public async Task A_lease_is_reported_while_it_is_held_and_its_wait_is_measured()
    {
        Cache cache = OnStore();
        await cache.GetOrCreateAsync("key", _ =>
        {
            Assert.That(_metrics.Sum("cachekit.leases", Name, ("cachekit.state", "held")), Is.EqualTo(1));
            return ValueTask.FromResult("value");
        }, new CacheEntryOptions { Lease = TimeSpan.FromMinutes(1) });
        Assert.That(_metrics.Sum("cachekit.leases", Name), Is.Zero);
        Assert.That(_metrics.Of("cachekit.lease.wait.duration", Name).Select(point => (point["cachekit.result"], point.Count)),
            Is.EqualTo(new[] { ((object?)"taken", 1L) }));
    }

    [Test]
    public async Task A_wait_for_the_lease_of_another_process_ends_with_its_entry()
    {
        Cache cache = OnStore();
        Store.Put("app:%leases::key", "other");
        Task<string> waiting = cache.GetOrCreateAsync(
            "key", _ => ValueTask.FromResult("own"), new CacheEntryOptions { Lease = TimeSpan.FromMinutes(1) }).AsTask();
        Assert.That(_metrics.Sum("cachekit.leases", Name, ("cachekit.state", "waiting")), Is.EqualTo(1));
        Store.Put("app::key", "\"other\"");
        Assert.That(await Clock.PassUntilAsync(waiting, atMost: TimeSpan.FromSeconds(59)), Is.EqualTo("other"));
        Assert.That(_metrics.Of("cachekit.lease.wait.duration", Name).Select(point => (point["cachekit.result"], point.Count)),
            Is.EqualTo(new[] { ((object?)"stored", 1L) }));
    }
}
