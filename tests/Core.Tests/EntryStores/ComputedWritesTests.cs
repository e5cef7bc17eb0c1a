using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>The values that were computed and stored are remembered for a limited time, and in limited number and size.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ComputedWritesTests : IDisposable
{
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly ReplacingBackend _store;
    private readonly StoreCalls _calls;
    private readonly ComputedWrites _writes;

    public ComputedWritesTests()
    {
        _store = new ReplacingBackend(_clock);
        _calls = new StoreCalls(_store, new StoreCallSettings(null, null, TimeSpan.Zero, _clock));
        _writes = new ComputedWrites(_calls, _clock, _life);
    }

    [Test]
    public async Task A_write_that_is_too_long_ago_is_not_removed()
    {
        await StoreAsync("early", [1]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await StoreAsync("late", [2]);
        _clock.Advance(_life);
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.EqualTo(new[] { "early" }));
    }

    [Test]
    public async Task The_oldest_writes_are_forgotten_where_all_take_too_much_memory()
    {
        byte[] large = new byte[9 * 1024 * 1024];
        await StoreAsync("first", large);
        await StoreAsync("second", large);
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task The_oldest_writes_are_forgotten_where_there_are_too_many()
    {
        await StoreAsync("first", [1]);
        await StoreAsync("second", [2]);
        for (int i = 0; i < 4_095; i++)
            _writes.Begin($"{i}");
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task Writes_that_just_fit_into_the_memory_are_all_remembered()
    {
        byte[] half = new byte[8 * 1024 * 1024];
        await StoreAsync("first", half);
        await StoreAsync("second", half);
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task The_memory_of_forgotten_writes_is_free_again()
    {
        byte[] large = new byte[9 * 1024 * 1024];
        await StoreAsync("first", large);
        _clock.Advance(2 * _life);
        await StoreAsync("second", large);
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task A_write_that_ends_after_it_was_forgotten_takes_no_memory([Values] bool isRemoved)
    {
        byte[] large = new byte[17 * 1024 * 1024];
        ComputedWrite slow = _writes.Begin("slow");
        if (isRemoved)
            _writes.OnChanged(Change.OfKey("slow"));
        _clock.Advance(2 * _life);
        await StoreAsync("early", [1]);
        await _store.SetAsync("slow", large, timeToLive: null);
        await _writes.EndAsync(slow, large);
        await StoreAsync("late", [1]);
        _writes.OnChanged(Change.OfPrefix(""));
        Assert.That(_store.Keys, Is.EqualTo(isRemoved ? Array.Empty<string>() : ["slow"]));
    }

    [Test]
    public async Task A_write_that_the_store_could_not_remove_is_removed_later()
    {
        await StoreAsync("key", [1]);
        _store.Fail(RecordingBackend.Replace);
        _writes.OnChanged(Change.OfKey("key"));
        Assert.That(_calls.IsPending("key"), Is.True);
    }

    [TestCase(ChangeKind.Key, "a:1", "a:2,b:1")]
    [TestCase(ChangeKind.Prefix, "a:", "b:1")]
    [TestCase(ChangeKind.Set, "a:1", "a:1,a:2,b:1")]
    [TestCase(ChangeKind.Replacement, "a:1", "a:1,a:2,b:1")]
    [TestCase(ChangeKind.Everything, "", "a:1,a:2,b:1")]
    public async Task A_removal_by_another_process_removes_the_values_that_it_means(ChangeKind kind, string text, string left)
    {
        foreach (string key in new[] { "a:1", "a:2", "b:1" })
            await StoreAsync(key, [1]);
        _writes.OnChanged(new Change(kind, text));
        Assert.That(_store.Keys.Order(), Is.EqualTo(left.Split(',')));
    }

    [Test]
    public async Task A_value_that_is_removed_while_it_is_written_is_removed_when_it_is_stored()
    {
        ComputedWrite write = _writes.Begin("key");
        _writes.OnChanged(Change.OfKey("key"));
        await _store.SetAsync("key", new byte[] { 1 }, timeToLive: null);
        await _writes.EndAsync(write, [1]);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_value_that_was_replaced_meanwhile_stays()
    {
        await StoreAsync("key", [1]);
        await _store.SetAsync("key", new byte[] { 2 }, timeToLive: null);
        _writes.OnChanged(Change.OfKey("key"));
        Assert.That(_store["key"], Is.EqualTo(new byte[] { 2 }));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    public async Task A_write_counts_to_the_end_of_its_time(int ticksLater, bool isLeft)
    {
        await StoreAsync("key", [1]);
        _clock.Advance(_life + new TimeSpan(ticksLater));
        _writes.OnChanged(Change.OfKey("key"));
        Assert.That(_store.Keys.Any(), Is.EqualTo(isLeft));
    }

    public void Dispose() => _calls.Dispose();

    private async Task StoreAsync(string key, byte[] payload)
    {
        ComputedWrite write = _writes.Begin(key);
        await _store.SetAsync(key, payload, timeToLive: null);
        await _writes.EndAsync(write, payload);
    }
}
