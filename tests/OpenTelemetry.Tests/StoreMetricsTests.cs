using CacheKit.Conformance;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>The calls of a store, its state, and what a cache changes and holds.</summary>
[TestFixture]
internal sealed class StoreMetricsTests : CacheTests
{
    private readonly CollectedMetrics _metrics = new();

    [OneTimeTearDown]
    public void EndMetrics() => _metrics.Dispose();

    [Test]
    public async Task Each_call_of_a_store_has_a_duration_and_an_error_if_it_failed()
    {
        Cache cache = OnStore(options => options.Store = new StoreOptions { Timeout = null, BreakAfter = null });
        await cache.SetAsync("key", "value");
        await cache.TryGetAsync<string>("key");
        Store.Failure = new TimeoutException();
        await cache.TryGetAsync<string>("key");
        Assert.That(
            _metrics.Of("cachekit.store.duration", Name).Select(point => (point["cachekit.operation"], point["error.type"], point.Count)).Order(),
            Is.EqualTo(new[] { ("get", null, 1L), ("get", "System.TimeoutException", 1L), ("set", (object?)null, 1L) }));
        Assert.That(_metrics.Sum("cachekit.store.failures", Name, ("cachekit.backend", "SharedStore"), ("cachekit.operation", "get")), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refusal_is_counted_with_its_reason()
    {
        Cache cache = OnStore();
        Store.Failure = new StoreRefusedException("OOM", isTransient: true, "full");
        await cache.SetAsync("key", "value");
        Assert.That(_metrics.Sum("cachekit.store.refusals", Name, ("cachekit.operation", "set"), ("cachekit.reason", "OOM")), Is.EqualTo(1));
    }

    [Test]
    public async Task The_state_of_a_store_is_one_of_three_series()
    {
        Cache cache = OnStore();
        Assert.That(States(), Is.EqualTo(("available", 3)));
        Store.Failure = new IOException();
        await cache.TryGetAsync<string>("key");
        Assert.That(States(), Is.EqualTo(("unavailable", 3)));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(States(), Is.EqualTo(("retrying", 3)));
    }

    [Test]
    public async Task Removals_that_a_store_has_not_performed_are_reported_until_it_has()
    {
        Cache cache = OnStore();
        Store.Failure = new IOException();
        await cache.RemoveAsync("key");
        Assert.That(_metrics.Sum("cachekit.removals.pending", Name, ("cachekit.backend", "SharedStore")), Is.EqualTo(1));
        Store.Failure = null;
        await Clock.PassUntilAsync(() => _metrics.Sum("cachekit.removals.pending", Name) == 0, atMost: TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task The_changes_of_the_application_are_counted()
    {
        Cache cache = InMemory();
        await cache.RemoveAsync("a");
        await cache.RemoveManyAsync(["b", "c"]);
        await cache.ClearAsync("items");
        await cache.EvictAsync("tag");
        await cache.EvictManyAsync(["x", "y"], EvictionMode.Soft);
        Assert.That(_metrics.Sum("cachekit.removals", Name), Is.EqualTo(3));
        Assert.That(_metrics.Sum("cachekit.clears", Name), Is.EqualTo(1));
        Assert.That(_metrics.Sum("cachekit.evictions", Name, ("cachekit.mode", "immediate")), Is.EqualTo(1));
        Assert.That(_metrics.Sum("cachekit.evictions", Name, ("cachekit.mode", "soft")), Is.EqualTo(2));
    }

    [Test]
    public async Task Memory_is_reported_with_its_evictions()
    {
        Cache cache = InMemory(new InMemoryBackendOptions { SizeLimit = 10_000 });
        for (int i = 0; i < 100; i++)
            await cache.SetAsync($"key{i}", new string('x', 500));
        double entries = _metrics.Sum("cachekit.memory.entries", Name, ("cachekit.backend", "InMemoryBackend"));
        Assert.That(entries, Is.GreaterThan(0).And.LessThan(100));
        Assert.That(_metrics.Sum("cachekit.memory.evictions", Name), Is.EqualTo(100 - entries));
        Assert.That(_metrics.Sum("cachekit.memory.size", Name), Is.GreaterThan(entries * 500).And.LessThanOrEqualTo(10_000));
    }

    [Test]
    public async Task Memory_without_a_limit_has_no_size()
    {
        Cache cache = InMemory();
        await cache.SetAsync("key", "value");
        Assert.That(_metrics.Sum("cachekit.memory.entries", Name), Is.EqualTo(1));
        Assert.That(_metrics.Of("cachekit.memory.size", Name), Is.Empty);
    }

    [Test]
    public async Task Memory_behind_a_wrapper_is_reported()
    {
        using var memory = new InMemoryBackend();
        using var cache = new Cache(new Wrapper(memory), "app", new CacheOptions(), Name);
        await cache.SetAsync("key", "value");
        Assert.That(_metrics.Sum("cachekit.memory.entries", Name), Is.EqualTo(1));
    }

    [Test]
    public async Task Changes_of_another_process_are_counted_and_their_lag_is_measured()
    {
        Cache cache = OnTwoLevels();
        Cache other = OnTwoLevels(Name + " other");
        await cache.TryGetAsync<string>("key");
        await other.TryGetAsync<string>("key");
        await Poll.UntilAsync(() => _metrics.Count("cachekit.invalidation.lag", Name) > 0);
        await other.RemoveAsync("key");
        await Poll.UntilAsync(() => _metrics.Sum("cachekit.invalidations", Name) > 0);
    }

    private (object?, int) States()
    {
        IReadOnlyList<Point> states = _metrics.Of("cachekit.store.state", Name);
        return (states.Single(point => point.Sum == 1)["cachekit.state"], states.Count);
    }

    private sealed class Wrapper(ICacheBackend inner) : DelegatingBackend(inner);
}
