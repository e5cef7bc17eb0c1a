using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Engine;

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
    public async Task A_write_that_the_store_could_not_remove_is_removed_later()
    {
        await StoreAsync("key", [1]);
        _store.Fail(RecordingBackend.Replace);
        _writes.OnChanged(Change.OfKey("key"));
        Assert.That(_calls.IsPending("key"), Is.True);
    }

    public void Dispose() => _calls.Dispose();

    private async Task StoreAsync(string key, byte[] payload)
    {
        ComputedWrite write = _writes.Begin(key);
        await _store.SetAsync(key, payload, timeToLive: null);
        await _writes.EndAsync(write, payload);
    }
}
