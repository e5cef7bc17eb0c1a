using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>Each request is counted once, with its result, and the level that answered it.</summary>
[TestFixture]
internal sealed class RequestMetricsTests : CacheTests
{
    private const string Requests = "cachekit.requests";

    private static readonly CacheEntryOptions _graceful = new()
    {
        Expiration = TimeSpan.FromMinutes(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero },
    };

    private readonly CollectedMetrics _metrics = new();

    [OneTimeTearDown]
    public void EndMetrics() => _metrics.Dispose();

    [Test]
    public async Task A_miss_and_hits_in_memory_are_counted_for_their_namespace()
    {
        Cache cache = InMemory();
        for (int i = 0; i < 4; i++)
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Namespace = "items" });
        await cache.TryGetAsync<string>("absent");
        Assert.That(Results("items"), Is.EqualTo(new[] { ("hit", "l1", 3.0), ("miss", null, 1.0) }));
        Assert.That(Results(null), Is.EqualTo(new[] { ("miss", (string?)null, 1.0) }));
    }

    [Test]
    public async Task A_hit_on_a_shared_store_is_a_hit_on_level_2()
    {
        Cache cache = OnStore();
        await cache.SetAsync("key", "value");
        await cache.TryGetAsync<string>("key");
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("other"));
        Assert.That(Results(null), Is.EqualTo(new[] { ("hit", "l2", 2.0) }));
    }

    [Test]
    public async Task A_hit_on_two_levels_is_counted_once_with_its_level()
    {
        Cache cache = OnTwoLevels();
        Store.Put("app::key", "\"value\"");
        for (int i = 0; i < 3; i++)
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("other"));
        Assert.That(Results(null), Is.EqualTo(new[] { ("hit", "l1", 2.0), ("hit", "l2", 1.0) }));
    }

    [Test]
    public async Task A_stale_value_that_is_served_is_neither_a_hit_nor_a_miss()
    {
        Cache cache = InMemory();
        await cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _graceful), Is.EqualTo("old"));
        Assert.That(Results(null), Is.EqualTo(new[] { ("stale", "l1", 1.0) }));
    }

    [Test]
    public async Task A_stale_value_that_is_replaced_before_the_answer_is_a_miss()
    {
        Cache cache = InMemory();
        await cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromMinutes(2));
        CacheEntryOptions waiting = _graceful with { Stale = _graceful.Stale! with { SoftTimeout = null } };
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), waiting), Is.EqualTo("new"));
        Assert.That(Results(null), Is.EqualTo(new[] { ("miss", (string?)null, 1.0) }));
    }

    [Test]
    public async Task A_stale_value_after_a_failed_computation_is_stale()
    {
        Cache cache = InMemory();
        await cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromMinutes(2));
        CacheEntryOptions waiting = _graceful with { Stale = _graceful.Stale! with { SoftTimeout = null } };
        Assert.That(await cache.GetOrCreateAsync<string>("key", _ => throw new InvalidDataException(), waiting), Is.EqualTo("old"));
        Assert.That(Results(null), Is.EqualTo(new[] { ("stale", "l1", 1.0) }));
    }

    [Test]
    public async Task A_failed_computation_is_a_miss()
    {
        Cache cache = InMemory();
        Assert.That(async () => await cache.GetOrCreateAsync<string>("key", _ => throw new InvalidDataException()), Throws.TypeOf<InvalidDataException>());
        Assert.That(Results(null), Is.EqualTo(new[] { ("miss", (string?)null, 1.0) }));
        await Task.CompletedTask;
    }

    [Test]
    public async Task Each_key_of_a_batch_is_counted()
    {
        Cache cache = InMemory();
        await cache.SetAsync("a", 1);
        await cache.GetManyAsync<int>(["a", "b"]);
        await cache.GetOrCreateManyAsync(
            ["a", "b", "c"], (keys, _) => ValueTask.FromResult<IReadOnlyDictionary<string, int>>(keys.ToDictionary(key => key, _ => 1)));
        Assert.That(Results(null), Is.EqualTo(new[] { ("hit", "l1", 2.0), ("miss", null, 3.0) }));
        Assert.That(_metrics.Of("cachekit.batch.size", Name).Single(), Has.Property("Sum").EqualTo(5).And.Property("Count").EqualTo(2));
    }

    [Test]
    public async Task A_request_of_a_disabled_cache_is_a_bypass()
    {
        Cache cache = InMemory(configure: options => options.Enabled = false);
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await cache.TryGetAsync<string>("key");
        Assert.That(_metrics.Of(Requests, Name).Select(point => (point["cachekit.result"], point["cachekit.reason"], point.Sum)),
            Is.EqualTo(new[] { ((object?)"bypass", (object?)"disabled", 2.0) }));
    }

    [Test]
    public async Task A_function_has_its_own_series()
    {
        using var memory = new InMemoryBackend();
        CacheManager.Init(memory, "functions");
        double before = Hits();
        for (int i = 0; i < 5; i++)
            await Catalog.FindAsync(7);
        Assert.That(Hits() - before, Is.EqualTo(4));
        await CacheManager.For(() => Catalog.FindAsync(7)).RefreshAsync();
        Assert.That(
            _metrics.Sum(Requests, "global", ("cachekit.function", Catalog.Function), ("cachekit.result", "bypass"), ("cachekit.reason", "refresh")),
            Is.EqualTo(1));
        CacheManager.Reset();

        double Hits() => _metrics.Sum(Requests, "global", ("cachekit.function", Catalog.Function), ("cachekit.result", "hit"), ("cachekit.level", "l1"));
    }

    [Test]
    public async Task The_state_of_a_disposed_cache_is_not_reported()
    {
        Cache cache = InMemory();
        await cache.TryGetAsync<string>("key");
        Assert.That(_metrics.Of("cachekit.flights", Name), Is.Not.Empty);
        cache.Dispose();
        IEnumerable<Point> states = _metrics.All().Where(metric => metric.Key != Requests).SelectMany(metric => metric.Value);
        Assert.That(states.Where(point => Equals(point["cachekit.cache"], Name) && point.Count == 0), Is.Empty);
    }

    [Test]
    public async Task The_requests_of_disposed_caches_stay_counted()
    {
        for (int i = 0; i < 2; i++)
        {
            Cache cache = InMemory();
            await cache.TryGetAsync<string>("key");
            cache.Dispose();
            cache.Dispose();
        }

        Assert.That(Results(null), Is.EqualTo(new[] { ("miss", (string?)null, 2.0) }));
    }

    [Test]
    public async Task Caches_of_equal_names_are_added()
    {
        foreach (Cache cache in new[] { InMemory(), InMemory() })
            await cache.TryGetAsync<string>("key");
        Assert.That(Results(null), Is.EqualTo(new[] { ("miss", (string?)null, 2.0) }));
    }

    private (string?, string?, double)[] Results(string? @namespace) =>
    [
        .. _metrics.Of(Requests, Name)
            .Where(point => Equals(point["cachekit.namespace"], @namespace))
            .Select(point => ((string?)point["cachekit.result"], (string?)point["cachekit.level"], point.Sum))
            .Order(),
    ];
}
