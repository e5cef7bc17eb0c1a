using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A cache on two levels: values by reference from memory, and no process finds what another has evicted.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TieredEntryStoreTests : TierFixture
{
    private readonly TalkingStore _store;

    public TieredEntryStoreTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_hit_in_memory_is_the_same_object_and_does_not_read_the_store([Values] bool writtenHere)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache writer = CacheOn(writtenHere ? process : await HearingProcessAsync(_store));
        Cache reader = writtenHere ? writer : CacheOn(process);
        await writer.SetAsync("key", "value");

        string first = (await reader.TryGetAsync<string>("key")).Value!;
        int reads = _store.Reads;
        Task<CacheResult<string>> second = reader.TryGetAsync<string>("key").AsTask();

        Assert.That(second.IsCompletedSuccessfully);
        Assert.That((await second).Value, Is.SameAs(first));
        Assert.That(_store.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task Each_reader_gets_its_own_copy_of_a_mutable_value()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await cache.SetAsync("key", new List<int> { 1 });
        (await cache.TryGetAsync<List<int>>("key")).Value!.Add(2);
        Assert.That((await cache.TryGetAsync<List<int>>("key")).Value, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_refresh_during_which_messages_may_have_been_lost_leaves_no_old_copy()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await cache.SetAsync("key", "old");
        await cache.Engine.RefreshAsync(
            Key,
            _store,
            static (store, _) =>
            {
                store.Interrupt();
                return ValueTask.FromResult("new");
            },
            cache.SettingsOf(null),
            CancellationToken.None);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task An_eviction_by_another_process_evicts_the_copies_in_memory()
    {
        (Cache one, Cache other) = await PairAsync();
        var tagged = new CacheEntryOptions { Tags = ["user:7"] };
        await one.SetAsync("key", "value", tagged);
        await one.SetAsync("untagged", "value");
        Assert.That((await other.TryGetAsync<string>("key")).HasValue);
        Assert.That((await other.TryGetAsync<string>("untagged")).HasValue);
        int reads = _store.Reads;
        Assert.That((await other.TryGetAsync<string>("key")).HasValue);
        Assert.That(_store.Reads, Is.EqualTo(reads), "Neither for the entry nor for its tag.");

        await one.EvictAsync("user:7");

        Assert.That((await other.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That((await one.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That((await other.TryGetAsync<string>("untagged")).HasValue);
    }

    [Test]
    public async Task A_soft_eviction_by_another_process_has_the_copies_computed_anew()
    {
        (Cache one, Cache other) = await PairAsync();
        var tagged = new CacheEntryOptions { Tags = ["user:7"], Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        await one.SetAsync("key", "old", tagged);
        Assert.That((await other.TryGetAsync<string>("key", tagged)).Value, Is.EqualTo("old"));

        await one.EvictAsync("user:7", EvictionMode.Soft);

        Assert.That((await other.TryGetAsync<string>("key", tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task An_entry_can_be_stored_again_with_a_tag_that_was_evicted()
    {
        (Cache one, Cache other) = await PairAsync();
        var tagged = new CacheEntryOptions { Tags = ["user:7"] };
        await one.SetAsync("key", "old", tagged);
        await other.TryGetAsync<string>("key");
        await one.EvictAsync("user:7");
        Assert.That(await other.GetOrCreateAsync("key", _ => new ValueTask<string>("new"), tagged), Is.EqualTo("new"));
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task An_entry_that_is_removed_while_the_store_is_down_is_not_found_in_memory()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await cache.SetAsync("removed", "value");
        await cache.SetAsync("cleared", "value", new CacheEntryOptions { Namespace = "users" });
        await cache.SetAsync("evicted", "value", new CacheEntryOptions { Tags = ["tag"] });
        _store.IsDown = true;

        await cache.RemoveAsync("removed");
        await cache.ClearAsync("users");
        await cache.EvictAsync("tag");

        Assert.That((await cache.TryGetAsync<string>("removed")).HasValue, Is.False);
        Assert.That((await cache.TryGetAsync<string>("cleared", new CacheEntryOptions { Namespace = "users" })).HasValue, Is.False);
        Assert.That((await cache.TryGetAsync<string>("evicted")).HasValue, Is.False);
    }

    [Test]
    public async Task A_set_for_which_the_store_answers_too_late_leaves_no_old_copy_in_memory()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        await cache.SetAsync("key", "old");
        string? before = (await cache.TryGetAsync<string>("key")).Value;
        _store.HoldNextAnswer();

        Task setting = cache.SetAsync("key", "new", new CacheEntryOptions { Tags = ["tag"] }).AsTask();
        await WithinBoundAsync(() => setting.IsCompleted);

        Assert.That(before, Is.EqualTo("old"));
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task While_the_store_is_down_a_value_is_computed_once_in_the_bound()
    {
        Cache cache = CacheOn(await HearingProcessAsync(_store));
        _store.IsDown = true;
        int runs = 0;
        for (var call = 0; call < 3; call++)
            await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs));
        Assert.That(runs, Is.EqualTo(1));

        Clock.Advance(Bound);
        await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs));
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_value_that_is_being_computed_while_another_process_changes_its_key_is_not_stored([Values("key", "tag", "namespace")] string change)
    {
        (Cache one, Cache other) = await PairAsync();
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        var gate = new Gate();
        Task<string> computing = one.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "old";
        }, tagged).AsTask();
        await gate.Reached.Soon();

        if (change == "key")
            await other.SetAsync("key", "new", tagged);
        else if (change == "tag")
            await other.EvictAsync("tag");
        else
            await other.ClearAsync();

        gate.Open();
        Assert.That(await computing.Soon(), Is.EqualTo("old"));
        string? expected = change == "key" ? "new" : null;
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo(expected));
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_lease_is_not_copied_into_memory()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Cache cache = CacheOn(process);
        var leased = new CacheEntryOptions { Lease = TimeSpan.FromSeconds(10) };
        Assert.That(await cache.GetOrCreateAsync("key", _ => new ValueTask<string>("value"), leased), Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));

        int held = 0;
        await foreach (StoredKey _ in ((InMemoryBackend)process.Local).ListAsync(""))
            held++;
        Assert.That(held, Is.EqualTo(1));
    }

    [Test]
    public async Task A_disposed_cache_still_answers_from_the_store()
    {
        (Cache one, Cache other) = await PairAsync();
        other.Dispose();
        await one.SetAsync("key", "value");
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("value"), "It still works.");
    }

    [Test]
    public async Task A_lease_that_the_store_refuses_is_logged_as_its_outage()
    {
        var store = new ReplacingBackend(Clock);
        using var loggers = new RecordingLoggerFactory();
        using var cache = new Cache(await HearingProcessAsync(store), "app", new CacheOptions { TimeProvider = Clock, LoggerFactory = loggers });
        store.FailFor(new KeySpace("app").OfLease(Key));

        await cache.GetOrCreateAsync("key", _ => new ValueTask<string>("value"), new CacheEntryOptions { Lease = TimeSpan.FromSeconds(10) });

        Assert.That(loggers.At(LogLevel.Warning), Has.One.StartsWith("ReplacingBackend failed at add"));
    }

    private async Task<(Cache One, Cache Other)> PairAsync() =>
        (CacheOn(await HearingProcessAsync(_store)), CacheOn(await HearingProcessAsync(_store)));

    private Cache CacheOn(TieredBackend process) => new(process, "app", new CacheOptions { TimeProvider = Clock });
}
