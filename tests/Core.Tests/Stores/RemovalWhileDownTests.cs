using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A key removed while the store was down is not found again in this process, and is removed when the store is back.</summary>
[TestFixture]
internal sealed class RemovalWhileDownTests : CacheFixture
{
    private static readonly TimeSpan _pause = new StoreOptions().BreakFor;

    private static readonly TestCaseData[] _removals =
    [
        Removal("a removal", cache => cache.RemoveAsync("key").AsTask()),
        Removal("a clear", cache => cache.ClearAsync().AsTask()),
        Removal("a clear of its namespace", cache => cache.ClearAsync("").AsTask()),
        Removal("an eviction", cache => cache.EvictAsync("tag").AsTask()),
        Removal("a value in its place", cache => cache.SetAsync("key", "new", Tagged).AsTask()),
        Removal("a value for no time", cache => cache.SetAsync("key", "new", Tagged with { Expiration = TimeSpan.Zero }).AsTask()),
    ];

    private readonly RecordingBackend _store;
    private readonly Cache _other;

    public RemovalWhileDownTests()
        : base(StoreKind.Remote)
    {
        _store = (RecordingBackend)Backend;
        _other = NewCache();
    }

    private static CacheEntryOptions Tagged => new() { Tags = ["tag"] };

    [TestCaseSource(nameof(_removals))]
    public async Task A_removed_key_is_not_found_although_the_store_still_has_it(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        Assert.That(await FindAsync(_other), Is.EqualTo("old"));
        Assert.That(await FindAsync(Cache), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task A_removed_key_is_not_found_by_a_shared_read(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        EntryRead<string> read = await Cache.Engine.Store.ReadSharedAsync<string>("app::key", Cache.SettingsOf(Tagged));
        Assert.That(read.IsHit, Is.False);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task The_key_is_removed_as_soon_as_the_store_answers_any_call(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        await ReadElsewhereAsync();
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task The_key_is_removed_without_any_further_call(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        Clock.Advance(_pause);
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task The_key_is_removed_after_an_outage_of_any_length(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove, recover: false);
        for (int i = 0; i < 10; i++)
            Clock.Advance(_pause);
        _store.Recover();
        Assert.That(await FindAsync(Cache), Is.Null);

        Clock.Advance(_pause);
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task A_key_removed_while_the_breaker_is_open_is_removed_later(Func<Cache, Task> remove)
    {
        Cache cache = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = 2 });
        await cache.SetAsync("key", "old", Tagged);
        _store.Fail();
        for (int i = 0; i < 2; i++)
            await cache.TryGetAsync<string>("unknown");
        _store.Recover();
        _store.Calls.Clear();

        await remove(cache);
        Assert.That(_store.Calls, Is.Empty);
        Assert.That(await FindAsync(cache), Is.Null);
        Clock.Advance(_pause);
        Assert.That(await FindAsync(_other), Is.Null);
        await cache.SetAsync("key", "newer", Tagged);
        Assert.That(await FindAsync(cache), Is.EqualTo("newer"));
    }

    [TestCase(RecordingBackend.Remove)]
    [TestCase(RecordingBackend.Set)]
    public async Task A_key_whose_removal_timed_out_is_removed_later(string operation)
    {
        await Cache.SetAsync("key", "old");
        Gate gate = _store.HoldNext(operation);
        Task removing = operation == RecordingBackend.Remove ? Cache.RemoveAsync("key").AsTask() : Cache.SetAsync("key", "new").AsTask();
        await gate.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await removing.Soon();

        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Clock.Advance(_pause);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_value_that_a_timed_out_set_stores_late_is_removed()
    {
        _store.HeedsTokens = false;
        Gate gate = _store.HoldNext(RecordingBackend.Set);
        Task setting = Cache.SetAsync("key", "late").AsTask();
        await gate.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await setting.Soon();
        await Cache.SetAsync("key", "newer");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("newer"));

        gate.Open();
        await Poll.UntilAsync(() => Cache.Engine.Store.Calls.IsPending("app::key"));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Clock.Advance(_pause);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_value_that_is_stored_after_the_removal_is_found_and_stays()
    {
        await FailAtAsync(cache => cache.RemoveAsync("key").AsTask());
        await Cache.SetAsync("key", "newer");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("newer"));
        Clock.Advance(_pause);
        await Cache.TryGetAsync<string>("key");
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("newer"));
        Assert.That(_store.CountOf(RecordingBackend.Remove), Is.EqualTo(1));
    }

    [Test]
    public async Task A_write_that_began_before_the_removal_does_not_undo_it()
    {
        Gate gate = _store.HoldNext(RecordingBackend.Set);
        StoreCalls calls = Cache.Engine.Store.Calls;
        Task early = calls.SetAsync("app::key", new byte[] { 1 }, null, CancellationToken.None).AsTask();
        await gate.Reached.Soon();
        _store.Fail(RecordingBackend.Remove);
        await calls.RemoveAsync("app::key", CancellationToken.None);
        gate.Open();
        await early.Soon();
        Assert.That(calls.IsPending("app::key"), Is.True);
    }

    [Test]
    public async Task A_value_that_is_stored_with_the_evicted_tag_meanwhile_is_found()
    {
        await FailAtAsync(cache => cache.EvictAsync("tag").AsTask());
        await Cache.SetAsync("another", "value", Tagged);
        Assert.That((await Cache.TryGetAsync<string>("another")).Value, Is.EqualTo("value"));
        Assert.That(await FindAsync(Cache), Is.Null);
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [Test]
    public async Task An_eviction_returns_whether_the_store_has_done_it()
    {
        await Cache.SetAsync("key", "old", Tagged);
        Assert.That(await Cache.EvictAsync("tag"), Is.True);
        _store.Fail();
        Assert.That(await Cache.EvictAsync("tag"), Is.False);
        _store.Recover();
        Assert.That(await Cache.EvictAsync("tag"), Is.True);
    }

    [Test]
    public async Task A_removal_whose_caller_is_cancelled_is_cancelled()
    {
        await Cache.SetAsync("key", "old");
        Gate gate = _store.HoldNext(RecordingBackend.Remove);
        using var cancellation = new CancellationTokenSource();
        Task left = Cache.RemoveAsync("key", null, cancellation.Token).AsTask();
        await gate.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(async () => await left.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await FindAsync(Cache), Is.EqualTo("old"));
    }

    [Test]
    public async Task The_old_entry_is_found_again_where_only_a_new_value_could_not_be_stored()
    {
        Cache cache = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = 2 });
        await cache.SetAsync("key", "old");
        _store.Fail();
        for (int i = 0; i < 2; i++)
            await cache.TryGetAsync<string>("unknown");
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));

        _store.Recover();
        Clock.Advance(_pause);
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("old"));
    }

    private static TestCaseData Removal(string name, Func<Cache, Task> remove) => Case.Of(name, remove);

    private static async Task<string?> FindAsync(Cache cache) => (await cache.TryGetAsync<string>("key", Tagged)).Value;

    // The store is back afterwards, but nobody has asked it for anything yet.
    private async Task FailAtAsync(Func<Cache, Task> remove, bool recover = true)
    {
        await Cache.SetAsync("key", "old", Tagged);
        _store.Fail();
        await remove(Cache);
        if (recover)
            _store.Recover();
    }

    // A key that no removal covers.
    private async Task ReadElsewhereAsync() => await Cache.Engine.Store.Calls.GetAsync("elsewhere", CancellationToken.None);
}
