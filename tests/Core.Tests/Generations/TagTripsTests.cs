using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Generations;

/// <summary>The trips that tags cost on a store that takes many keys in one.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TagTripsTests : IDisposable
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = [.. Enumerable.Range(0, 20).Select(number => $"tag {number}")], Expiration = TimeSpan.FromHours(1) };

    private readonly FakeTimeProvider _clock = new();
    private readonly List<IDisposable> _made = [];
    private readonly BatchStore _store;
    private readonly Cache _cache;

    public TagTripsTests()
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
    public async Task A_read_that_knows_the_tags_asks_for_them_together_with_the_entry()
    {
        await _cache.SetAsync("key", "value", _tagged);
        _store.Forget();
        Assert.That((await _cache.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("value"));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get", "get many 20" }));
    }

    [Test]
    public async Task Entry_and_tags_are_asked_for_at_the_same_time()
    {
        await _cache.SetAsync("key", "value", _tagged);
        Gate entry = _store.HoldNextAnswer();
        Gate tags = _store.HoldNextBatch();
        Task<CacheResult<string>> reading = _cache.TryGetAsync<string>("key", _tagged).AsTask();
        await Task.WhenAll(entry.Reached, tags.Reached);
        entry.Open();
        tags.Open();
        Assert.That((await reading).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_read_that_does_not_know_the_tags_asks_for_them_in_one_trip()
    {
        await _cache.SetAsync("key", "value", _tagged);
        _store.Forget();
        Assert.That((await _cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get", "get many 20" }));
    }

    [Test]
    public async Task An_entry_is_not_found_once_any_of_its_tags_is_evicted([Values(0, 7, 19)] int tag, [Values] bool knowsTags)
    {
        await _cache.SetAsync("key", "value", _tagged);
        await _cache.EvictAsync($"tag {tag}");
        Assert.That((await _cache.TryGetAsync<string>("key", knowsTags ? _tagged : null)).HasValue, Is.False);
    }

    [Test]
    public async Task A_tag_that_seems_to_be_evicted_is_read_again_because_its_record_may_be_older_than_the_entry()
    {
        using var calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.FromSeconds(2), _clock));
        var generations = new TagGenerations(calls, _clock);
        string[] tags = ["one", "two", "three"];
        Task<StoreResult<ReadOnlyMemory<byte>?>[]>? before = generations.Read(tags, default);
        TagMark[] marks = (await generations.TakeAsync(tags, null, default)).Value!;
        _store.Forget();

        StoreResult<TagState> state = await generations.StateOfAsync(marks, tags, before, default);

        Assert.That(state.Value, Is.EqualTo(TagState.Current));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get many 3" }));
    }

    [Test]
    public async Task A_tag_whose_record_can_not_be_read_hides_the_entry()
    {
        await _cache.SetAsync("key", "value", _tagged);
        _store.FailFor("app:%tags:tag 3", new IOException());
        Assert.That((await _cache.TryGetAsync<string>("key", _tagged)).HasValue, Is.False);
        _store.FailFor("app:%tags:tag 3", null);
        Assert.That((await _cache.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task On_two_levels_a_hit_makes_no_trip()
    {
        Cache tiers = CacheOn(TiersOn(_store));
        await tiers.SetAsync("key", "value", _tagged);
        _store.Forget();
        Assert.That((await tiers.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("value"));
        Assert.That((await tiers.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(_store.Trips, Is.Empty);
    }

    [Test]
    public async Task On_two_levels_the_first_read_makes_one_trip_and_the_next_ones_none()
    {
        await _cache.SetAsync("key", "value", _tagged);
        Cache tiers = CacheOn(TiersOn(_store));
        _store.Forget();
        Assert.That((await tiers.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("value"));
        Assert.That(_store.Trips.Where(trip => trip.StartsWith("get many", StringComparison.Ordinal)), Is.EqualTo(new[] { "get many with life 20" }));
        _store.Forget();
        Assert.That((await tiers.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("value"));
        Assert.That(_store.Trips, Is.Empty);
    }

    private TieredBackend TiersOn(ICacheBackend store)
    {
        var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        var tiers = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = _clock });
        _made.AddRange([tiers, memory]);
        return tiers;
    }

    private Cache CacheOn(ICacheBackend backend) =>
        new(backend, "app", new CacheOptions { TimeProvider = _clock, Store = new StoreOptions { Timeout = null, BreakAfter = null } });
}
