using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Batches;

/// <summary>The trips of the operations for many keys, on a store that takes many keys in one.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BatchTripsTests : IDisposable
{
    private static readonly string[] _keys = [.. Enumerable.Range(0, 100).Select(number => $"{number}")];
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["one", "two"], Expiration = TimeSpan.FromHours(1) };

    private readonly TestClock _clock = new();
    private readonly List<IDisposable> _made = [];
    private readonly BatchStore _store;
    private readonly Cache _cache;

    public BatchTripsTests()
    {
        _store = new BatchStore(_clock);
        _cache = CacheOn(_store);
    }

    public void Dispose()
    {
        _made.ForEach(made => made.Dispose());
        _store.Dispose();
    }

    [Test]
    public async Task A_hundred_missing_keys_cost_one_trip_to_read_and_one_to_store()
    {
        await LoadAsync(_cache);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 100", "add many 100" }));
        _store.Forget();
        await LoadAsync(_cache);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 100" }));
    }

    [Test]
    public async Task Tags_that_are_known_are_read_in_the_same_trip()
    {
        await LoadAsync(_cache, _tagged);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 102", "get many with life 2", "add many 2", "add many 100" }));
        _store.Forget();
        await LoadAsync(_cache, _tagged);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 102" }));
    }

    [Test]
    public async Task Tags_that_are_not_known_are_read_in_a_second_trip()
    {
        await LoadAsync(_cache, _tagged);
        await _cache.SetAsync("0", "other", new CacheEntryOptions { Tags = ["three"] });
        _store.Forget();
        Assert.That(await _cache.GetManyAsync<string>(_keys), Has.Count.EqualTo(100));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 100", "get many 3" }));
    }

    [Test]
    public async Task Sets_removals_and_evictions_cost_one_trip()
    {
        await _cache.SetManyAsync(_keys.Select(key => KeyValuePair.Create(key, key)));
        await _cache.RemoveManyAsync(_keys);
        await _cache.EvictManyAsync(["one", "two", "three"]);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "set many 100", "remove many 100", "set many 3" }));
    }

    [Test]
    public async Task On_two_levels_L2_is_read_for_the_keys_that_L1_does_not_have()
    {
        await LoadAsync(_cache);
        Cache tiers = TiersOn(_store);
        await tiers.GetManyAsync<string>(_keys.Take(40));
        _store.Forget();
        Assert.That(await tiers.GetManyAsync<string>(_keys), Has.Count.EqualTo(100));
        Assert.That(_store.Trips.Where(trip => trip.Contains("many", StringComparison.Ordinal)), Is.EqualTo(new[] { "get many with life 60" }));
        _store.Forget();
        Assert.That(await tiers.GetManyAsync<string>(_keys), Has.Count.EqualTo(100));
        Assert.That(_store.Trips, Is.Empty);
    }

    [Test]
    public async Task On_two_levels_fresh_copies_with_a_grace_are_found_without_L2_even_while_it_is_down([Values] bool isDown)
    {
        var graced = new CacheEntryOptions { Expiration = TimeSpan.FromHours(1), Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        Cache tiers = TiersOn(_store);
        await LoadAsync(tiers, graced);
        await tiers.GetManyAsync<string>(_keys, graced);
        _store.Forget();
        _store.IsDown = isDown;
        Assert.That(await tiers.GetManyAsync<string>(_keys, graced), Has.Count.EqualTo(100));
        Assert.That(_store.Trips, Is.Empty);
    }

    [Test]
    public async Task On_two_levels_what_is_written_or_removed_is_in_L1_or_not()
    {
        Cache tiers = TiersOn(_store);
        await tiers.SetManyAsync<string>([new("a", "1"), new("b", "2")]);
        _store.Forget();
        Assert.That(await tiers.GetManyAsync<string>(["a", "b"]), Has.Count.EqualTo(2));
        Assert.That(_store.Trips, Is.Empty);
        await tiers.RemoveManyAsync(["a"]);
        Assert.That((await tiers.GetManyAsync<string>(["a", "b"])).Keys, Is.EqualTo(new[] { "b" }));
        await tiers.EvictManyAsync(["x"]);
        Assert.That((await tiers.GetManyAsync<string>(["a", "b"])).Keys, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task A_key_that_fails_alone_is_computed_and_the_others_are_read()
    {
        await LoadAsync(_cache);
        _store.FailFor("app::7", new IOException());
        string[]? loaded = null;
        IReadOnlyDictionary<string, string> values = await _cache.GetOrCreateManyAsync<string>(_keys, (missing, _) =>
        {
            loaded = [.. missing];
            return new(missing.ToDictionary(key => key, _ => "computed"));
        });
        Assert.That(loaded, Is.EqualTo(new[] { "7" }));
        Assert.That((values["7"], values["8"]), Is.EqualTo(("computed", "8")));
    }

    [Test]
    public async Task A_key_that_the_store_refuses_to_add_is_set()
    {
        await _cache.GetOrCreateManyAsync<string>(_keys, (missing, _) =>
        {
            _store.FailFor("app::7", Refusal.Lasting);
            return new(missing.ToDictionary(key => key));
        });
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 100", "add many 100", "set" }));
        Assert.That((await _cache.TryGetAsync<string>("7")).Value, Is.EqualTo("7"));
    }

    [Test]
    public async Task Processes_with_a_lease_load_each_key_once_although_their_keys_overlap()
    {
        CacheEntryOptions leased = new() { Lease = TimeSpan.FromSeconds(10) };
        Cache other = CacheOn(_store);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loads = new List<string>();
        async ValueTask<IReadOnlyDictionary<string, string>> Load(IReadOnlyList<string> missing, CancellationToken token)
        {
            lock (loads)
                loads.AddRange(missing);
            begun.TrySetResult();
            await end.Task;
            return missing.ToDictionary(key => key);
        }

        Task<IReadOnlyDictionary<string, string>> first = _cache.GetOrCreateManyAsync(["a", "b", "c"], Load, leased).AsTask();
        await begun.Task;
        Task<IReadOnlyDictionary<string, string>> second = other.GetOrCreateManyAsync(["d", "c", "b"], Load, leased).AsTask();
        end.SetResult();
        Task<IReadOnlyDictionary<string, string>[]> both = Task.WhenAll(first, second);
        Assert.That((await _clock.PassUntilAsync(both, atMost: TimeSpan.FromSeconds(9)))[1].Keys, Is.EqualTo(new[] { "d", "c", "b" }));
        Assert.That(loads, Is.EquivalentTo(new[] { "a", "b", "c", "d" }));
    }

    private static ValueTask<IReadOnlyDictionary<string, string>> LoadAsync(Cache cache, CacheEntryOptions? options = null) =>
        cache.GetOrCreateManyAsync<string>(_keys, (missing, _) => new(missing.ToDictionary(key => key)), options);

    private Cache TiersOn(ICacheBackend store)
    {
        var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        var tiers = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = _clock });
        _made.AddRange([tiers, memory]);
        return CacheOn(tiers);
    }

    private Cache CacheOn(ICacheBackend backend) =>
        new(backend, "app", new CacheOptions { TimeProvider = _clock, Store = new StoreOptions { Timeout = null, BreakAfter = null } });
}
