using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>What was removed while the store was down is not found again in this process, and is removed when the store is back.</summary>
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
    public async Task What_was_removed_is_not_found_though_the_store_still_has_it(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        Assert.That(await FindAsync(_other), Is.EqualTo("old"));
        Assert.That(await FindAsync(Cache), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task Nor_is_it_found_by_those_who_share_a_read(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        EntryRead<string> read = await Cache.Engine.Store.ReadSharedAsync<string>("app::key", Cache.SettingsOf(Tagged));
        Assert.That(read.IsHit, Is.False);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task It_is_removed_as_soon_as_the_store_answers_anything(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        await ReadElsewhereAsync();
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task It_is_removed_though_nobody_asks_for_anything(Func<Cache, Task> remove)
    {
        await FailAtAsync(remove);
        Clock.Advance(_pause);
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [TestCaseSource(nameof(_removals))]
    public async Task It_is_removed_at_last_however_long_the_store_is_down(Func<Cache, Task> remove)
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
    public async Task It_is_so_too_when_the_store_is_left_alone(Func<Cache, Task> remove)
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
    public async Task It_is_so_too_when_the_store_took_too_long(string operation)
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
    public async Task What_a_late_set_has_stored_after_all_is_removed()
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
        await UntilAsync(() => Cache.Engine.Store.Calls.IsPending("app::key"));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Clock.Advance(_pause);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_value_that_is_stored_later_is_found_and_stays()
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
    public async Task A_value_that_was_on_its_way_before_does_not_undo_it()
    {
        Gate gate = _store.HoldNext(RecordingBackend.Set);
        StoreCalls calls = Cache.Engine.Store.Calls;
        Task early = calls.SetAsync("app::key", [1], null, CancellationToken.None).AsTask();
        await gate.Reached.Soon();
        _store.Fail(RecordingBackend.Remove);
        await calls.RemoveAsync("app::key", CancellationToken.None);
        gate.Open();
        await early.Soon();
        Assert.That(calls.IsPending("app::key"), Is.True);
    }

    [Test]
    public async Task What_is_stored_with_an_evicted_tag_meanwhile_is_found()
    {
        await FailAtAsync(cache => cache.EvictAsync("tag").AsTask());
        await Cache.SetAsync("another", "value", Tagged);
        Assert.That((await Cache.TryGetAsync<string>("another")).Value, Is.EqualTo("value"));
        Assert.That(await FindAsync(Cache), Is.Null);
        Assert.That(await FindAsync(_other), Is.Null);
    }

    [Test]
    public async Task An_eviction_tells_whether_the_store_has_it()
    {
        await Cache.SetAsync("key", "old", Tagged);
        Assert.That(await Cache.EvictAsync("tag"), Is.True);
        _store.Fail();
        Assert.That(await Cache.EvictAsync("tag"), Is.False);
        _store.Recover();
        Assert.That(await Cache.EvictAsync("tag"), Is.True);
    }

    [Test]
    public async Task A_removal_whose_caller_leaves_is_cancelled()
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
    public async Task An_entry_that_could_only_not_be_filled_anew_is_found_when_the_store_is_back()
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

    private static async Task UntilAsync(Func<bool> condition)
    {
        var patience = Task.Delay(TimeSpan.FromMinutes(1));
        while (!condition() && !patience.IsCompleted)
            await Task.Yield();
    }

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
