using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A store that refuses one request is not down.</summary>
[TestFixture]
internal sealed class RefusalTests : CacheFixture
{
    private static readonly TimeSpan _pause = new StoreOptions().BreakFor;

    private readonly ReplacingBackend _store;
    private readonly Cache _breaking;

    public RefusalTests()
        : base(StoreKind.Server)
    {
        _store = (ReplacingBackend)Backend;
        _breaking = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = 2 });
    }

    private IEnumerable<string> Warnings => Loggers.At(LogLevel.Warning);

    [Test]
    public async Task Reads_of_a_key_that_is_refused_leave_reads_of_others_hits()
    {
        await _breaking.SetAsync("good", "value");
        _store.FailFor("app::bad", Refusal.Lasting);
        for (int i = 0; i < 50; i++)
        {
            Assert.That((await _breaking.TryGetAsync<string>("bad")).HasValue, Is.False);
            Assert.That((await _breaking.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
        }

        for (int i = 0; i < 10; i++)
            await _breaking.TryGetAsync<string>("bad");
        Assert.That((await _breaking.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_refused_trial_ends_a_break()
    {
        await _breaking.SetAsync("good", "value");
        _store.Fail();
        await _breaking.TryGetAsync<string>("good");
        await _breaking.TryGetAsync<string>("good");
        _store.Recover();
        _store.FailFor("app::bad", Refusal.Lasting);
        Clock.Advance(_pause);
        await _breaking.TryGetAsync<string>("bad");
        Assert.That((await _breaking.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_key_that_the_store_can_never_take_says_nothing_of_the_store()
    {
        _store.FailFor("app::bad", new ArgumentException("That is no key."));
        for (int i = 0; i < 10; i++)
            await _breaking.TryGetAsync<string>("bad");
        await _breaking.SetAsync("good", "value");
        Assert.That((await _breaking.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_write_that_was_refused_is_not_pending()
    {
        await Cache.SetAsync("key", "old");
        _store.Fail(RecordingBackend.Set, Refusal.Passing);
        _store.Fail(RecordingBackend.Add, Refusal.Passing);
        Assert.That(await Cache.GetOrCreateAsync("other", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That(Cache.Engine.Store.Calls.IsPending("app::other"), Is.False);
    }

    [Test]
    public async Task A_refused_new_value_drops_the_old_one()
    {
        await Cache.SetAsync("key", "old");
        _store.Fail(RecordingBackend.Set, Refusal.Passing);
        await Cache.SetAsync("key", "new");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_lasting_refusal_of_a_removal_returns_false_and_leaves_the_cache_on()
    {
        await Cache.SetAsync("key", "value");
        _store.Fail(RecordingBackend.Remove, Refusal.Lasting);
        Assert.That(await Cache.RemoveAsync("key"), Is.False);
        Assert.That(Cache.Engine.Store.Calls.IsPending("app::key"), Is.False);
        Assert.That(Warnings.Single(), Does.Contain("NOPERM").And.Contain("stay in the store"));
    }

    [Test]
    public async Task A_temporarily_refused_removal_is_pending_until_it_succeeds()
    {
        await Cache.SetAsync("key", "value");
        _store.Fail(RecordingBackend.Remove, Refusal.Passing);
        await Cache.RemoveAsync("key");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        _store.Recover();
        Clock.Advance(_pause);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_lasting_refusal_of_a_clear_is_an_error_for_its_caller_and_is_not_pending()
    {
        await Cache.SetAsync("key", "value");
        _store.Fail(RecordingBackend.Clear, Refusal.Lasting);
        Assert.That(async () => await Cache.ClearAsync(), Throws.InstanceOf<StoreRefusedException>().With.Message.EqualTo(Refusal.Lasting.Message));
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_temporarily_refused_clear_is_pending()
    {
        await Cache.SetAsync("key", "value");
        _store.Fail(RecordingBackend.Clear, Refusal.Passing);
        Assert.That(await Cache.ClearAsync(), Is.Zero);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
        _store.Recover();
        Clock.Advance(_pause);
        Assert.That(_store.Keys, Is.Empty);
    }

    [TestCase(RecordingBackend.Remove, false)]
    [TestCase(RecordingBackend.Clear, true)]
    public async Task A_pending_removal_that_the_store_refuses_lastingly_is_given_up(string operation, bool isPrefix)
    {
        await Cache.SetAsync("key", "value");
        _store.Fail();
        if (isPrefix)
            await Cache.ClearAsync();
        else
            await Cache.RemoveAsync("key");
        _store.Recover();
        _store.Fail(operation, Refusal.Lasting);
        Clock.Advance(_pause);
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(Loggers.Entries.Select(entry => entry.Message), Has.None.Contains("are done"));
    }

    [Test]
    public async Task A_tag_whose_new_generation_is_refused_is_evicted_by_its_removal()
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        await Cache.SetAsync("key", "value", tagged);
        _store.Fail(RecordingBackend.Set, Refusal.Passing);
        Assert.That(await Cache.EvictAsync("tag"), Is.True);
        Assert.That((await NewCache().TryGetAsync<string>("key", tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task A_lasting_refusal_of_an_eviction_returns_false_and_leaves_the_tag_usable()
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        await Cache.SetAsync("key", "value", tagged);
        _store.Fail(RecordingBackend.Set, Refusal.Lasting);
        _store.Fail(RecordingBackend.Remove, Refusal.Lasting);
        Assert.That(await Cache.EvictAsync("tag"), Is.False);
        Assert.That((await Cache.TryGetAsync<string>("key", tagged)).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_tag_whose_record_the_store_refuses_to_read_gets_a_new_one()
    {
        string tag = Cache.Engine.Keys.OfTag("tag");
        _store.Fail(RecordingBackend.Get, Refusal.Lasting);
        Assert.That(
            (await Cache.Engine.Store.MarkAsync(Cache.SettingsOf(new CacheEntryOptions { Tags = ["tag"] }), CancellationToken.None)).Value,
            Has.Length.EqualTo(1));
        Assert.That(_store.Keys, Is.EqualTo(new[] { tag }));
    }

    [Test]
    public async Task An_entry_that_could_not_be_read_is_overwritten_and_not_added([Values] bool isRefused)
    {
        await Cache.SetAsync("key", "old");
        _store.Fail(RecordingBackend.Get, isRefused ? Refusal.Lasting : new IOException());
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), new CacheEntryOptions { Lease = TimeSpan.FromSeconds(9) });
        _store.Recover();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }
}
