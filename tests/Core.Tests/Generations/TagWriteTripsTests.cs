using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The trips of a write with tags on a store that takes many keys in one, and the evictions that happen meanwhile.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TagWriteTripsTests : IDisposable
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["one", "two"], Expiration = TimeSpan.FromHours(1) };

    private readonly FakeTimeProvider _clock = new();
    private readonly List<IDisposable> _made = [];
    private readonly BatchStore _store;
    private readonly Cache _cache;
    private readonly Cache _other;

    public TagWriteTripsTests()
    {
        _store = new BatchStore(_clock);
        _cache = CacheOn(_store);
        _other = CacheOn(_store);
    }

    public void Dispose()
    {
        _made.ForEach(made => made.Dispose());
        _store.Dispose();
    }

    [Test]
    public async Task The_first_write_reads_the_records_in_one_trip_and_adds_the_missing_ones_together_with_the_entry()
    {
        Gate? add = null;
        _store.RunBeforeNextRead(() =>
        {
            add = _store.HoldNextBatch();
            return Task.CompletedTask;
        });
        Task writing = _cache.SetAsync("key", "value", _tagged).AsTask();
        await add!.Reached.Soon();
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many with life 2", "add many 2", "set" }));
        add.Open();
        await writing.Soon();
        Assert.That(await FindsAsync(_other), Is.True);
    }

    [Test]
    public async Task A_write_uses_the_generations_that_another_process_has_added_first([Values] bool many)
    {
        Gate read = _store.HoldNextBatch();
        Task writing = many
            ? _cache.SetManyAsync([KeyValuePair.Create("key", "value"), KeyValuePair.Create("third", "value")], _tagged).AsTask()
            : _cache.SetAsync("key", "value", _tagged).AsTask();
        await read.Reached.Soon();
        await _other.SetAsync("other", "value", _tagged);
        read.Open();
        await writing.Soon();
        Assert.That((await FindsAsync(_cache), await FindsAsync(_other, "other")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task The_first_write_of_a_process_reads_the_records_that_the_store_has_in_one_trip()
    {
        await _other.SetAsync("key", "value", _tagged);
        _store.Forget();
        await _cache.SetAsync("key", "value", _tagged);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many with life 2", "set" }));
    }

    [Test]
    public async Task A_further_write_checks_the_records_in_one_trip_while_it_writes_the_entry()
    {
        await _cache.SetAsync("key", "value", _tagged);
        _store.Forget();
        Gate check = _store.HoldNextBatch();
        Gate write = _store.HoldNextSet();
        Task writing = _cache.SetAsync("other", "value", _tagged).AsTask();
        await Task.WhenAll(check.Reached, write.Reached).Soon();
        check.Open();
        write.Open();
        await writing.Soon();
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many 2", "set" }));
        Assert.That(await FindsAsync(_other, "other"), Is.True);
    }

    [Test]
    public async Task A_single_tag_is_checked_by_a_read_of_its_key()
    {
        var options = new CacheEntryOptions { Tags = ["one"], Expiration = TimeSpan.FromHours(1) };
        await _cache.SetAsync("key", "value", options);
        _store.Forget();
        await _cache.SetAsync("key", "value", options);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get", "set" }));
    }

    [Test]
    public async Task Many_values_are_written_while_the_records_are_checked()
    {
        KeyValuePair<string, string>[] values = [KeyValuePair.Create("key", "1"), KeyValuePair.Create("other", "2"), KeyValuePair.Create("third", "3")];
        await _cache.SetManyAsync(values, _tagged);
        _store.Forget();
        await _cache.SetManyAsync(values, _tagged);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many 2", "set many 3" }));
    }

    [Test]
    public async Task A_computation_reads_the_records_without_the_times_to_live_that_the_process_remembers()
    {
        await ComputeAsync("key");
        _store.Forget();
        await ComputeAsync("other");
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get", "get many 2", "get many 2", "add" }));
    }

    [Test]
    public async Task A_computation_after_an_eviction_by_another_process_stores_its_value_and_takes_no_further_trip()
    {
        await ComputeAsync("key");
        await _other.EvictAsync("one");
        _store.Forget();
        await ComputeAsync("other");
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get", "get many 2", "get many 2", "add" }));
        Assert.That((await FindsAsync(_other), await FindsAsync(_other, "other")), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_write_after_an_eviction_by_the_same_process_takes_one_trip_too([Values] bool many)
    {
        await _cache.SetAsync("key", "value", _tagged);
        if (many)
            await _cache.EvictManyAsync(["one", "two"]);
        else
            await _cache.EvictAsync("one");
        _store.Forget();
        await _cache.SetAsync("key", "value", _tagged);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many 2", "set" }));
        Assert.That(await FindsAsync(_other), Is.True);
    }

    [Test]
    public async Task A_write_after_a_soft_eviction_by_the_same_process_takes_one_trip_and_is_not_stale_meanwhile()
    {
        await _cache.SetAsync("key", "old", _tagged);
        await _cache.EvictAsync("one", EvictionMode.Soft);
        _store.Forget();
        await _cache.SetAsync("key", "new", _tagged);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many 2", "set" }));
        Assert.That(await FindsAsync(_other), Is.True);
        await _other.EvictAsync("one");
        Assert.That(await FindsAsync(_cache), Is.False);
    }

    [TestCase(EvictionMode.Immediate)]
    [TestCase(EvictionMode.Soft)]
    public async Task A_write_after_an_eviction_by_another_process_is_repeated_with_the_new_generation(EvictionMode mode)
    {
        await _cache.SetAsync("key", "old", _tagged);
        await _other.EvictAsync("two", mode);
        _store.Forget();
        await _cache.SetAsync("key", "new", _tagged);
        Assert.That(_store.Trips.Count(trip => trip == "set"), Is.EqualTo(2));
        Assert.That((await _other.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("new"));
        await _other.EvictAsync("one");
        Assert.That(await FindsAsync(_cache), Is.False);
    }

    [Test]
    public async Task After_an_eviction_by_another_process_a_write_takes_two_trips()
    {
        await _cache.SetAsync("key", "old", _tagged);
        await _other.EvictAsync("two");
        _store.Forget();
        await _cache.SetAsync("key", "new", _tagged);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 2", "set", "get many 2", "set" }));
        _store.Forget();
        await _cache.SetAsync("key", "new", _tagged);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 2", "set" }));
    }

    [Test]
    public async Task An_eviction_between_the_check_and_the_end_of_the_write_evicts_the_entry([Values] bool many)
    {
        await _cache.SetAsync("key", "old", _tagged);
        Gate check = _store.HoldNextBatch();
        Task writing = many
            ? _cache.SetManyAsync([KeyValuePair.Create("key", "new"), KeyValuePair.Create("other", "new")], _tagged).AsTask()
            : _cache.SetAsync("key", "new", _tagged).AsTask();
        await check.Reached.Soon();
        await _other.EvictAsync("one");
        check.Open();
        await writing.Soon();
        Assert.That((await FindsAsync(_cache), await FindsAsync(_other)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_record_that_the_store_has_lost_is_added_again()
    {
        await _cache.SetAsync("key", "value", _tagged);
        await _store.RemoveAsync("app:%tags:one");
        await _cache.SetAsync("key", "value", _tagged);
        Assert.That(await FindsAsync(_other), Is.True);
    }

    [Test]
    public async Task A_record_that_expires_before_the_entry_is_replaced()
    {
        await _cache.SetAsync("key", "value", _tagged);
        _clock.Advance(TimeSpan.FromHours(25.5));
        await _cache.SetAsync("key", "value", _tagged);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await FindsAsync(_other), Is.True);
    }

    [Test]
    public async Task A_write_whose_records_can_not_be_checked_stores_nothing([Values] bool many)
    {
        await _cache.SetAsync("key", "old", _tagged);
        _store.FailFor("app:%tags:two", new IOException());
        if (many)
            await _cache.SetManyAsync([KeyValuePair.Create("key", "new"), KeyValuePair.Create("other", "new")], _tagged);
        else
            await _cache.SetAsync("key", "new", _tagged);
        _store.FailFor("app:%tags:two", null);
        Assert.That((await FindsAsync(_cache), await FindsAsync(_other)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_write_of_many_values_that_failed_is_not_repeated_because_of_an_eviction()
    {
        await _cache.SetAsync("key", "old", _tagged);
        await _other.EvictAsync("one");
        _store.Forget();
        foreach (string key in (string[])["app::key", "app::other"])
            _store.FailFor(key, new IOException());
        await _cache.SetManyAsync([KeyValuePair.Create("key", "new"), KeyValuePair.Create("other", "new")], _tagged);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many 2", "set many 2" }));
        Assert.That(await FindsAsync(_cache), Is.False);
    }

    [Test]
    public async Task An_entry_is_stored_although_its_tags_are_evicted_again_and_again()
    {
        await _cache.SetAsync("key", "value", _tagged);
        for (int i = 0; i < 3; i++)
            _store.RunBeforeNextRead(() => _other.EvictAsync("one").AsTask());
        _store.Forget();
        await _cache.SetAsync("key", "value", _tagged);
        Assert.That(_store.Trips.Count(trip => trip == "set"), Is.EqualTo(3 + 3), "Three evictions and three writes: the last one reads before it writes.");
        Assert.That((await FindsAsync(_cache), await FindsAsync(_other)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task On_two_levels_the_records_are_checked_in_L2_while_the_entry_is_written()
    {
        Cache tiers = CacheOn(TiersOn(_store));
        await tiers.SetAsync("key", "value", _tagged);
        _store.Forget();
        await tiers.SetAsync("key", "value", _tagged);
        Assert.That(_store.Trips, Is.EquivalentTo(new[] { "get many with life 2", "set" }));
        await _other.EvictAsync("one");
        await tiers.SetAsync("key", "new", _tagged);
        Assert.That((await tiers.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
        Assert.That((await _other.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    private async Task ComputeAsync(string key) => await _cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("value"), _tagged);

    private static async Task<bool> FindsAsync(Cache cache, string key = "key") => (await cache.TryGetAsync<string>(key, _tagged)).HasValue;

    private TieredBackend TiersOn(ICacheBackend store)
    {
        var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        var tiers = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = _clock });
        _made.AddRange([tiers, memory]);
        return tiers;
    }

    private Cache CacheOn(ICacheBackend backend)
    {
        var cache = new Cache(backend, "app", new CacheOptions { TimeProvider = _clock, Store = new StoreOptions { Timeout = null, BreakAfter = null } });
        _made.Insert(0, cache);
        return cache;
    }
}
