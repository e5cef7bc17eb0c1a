using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>What a meter reads of a cache: its computations, its leases, and the state of its store.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EngineStateTests : TierFixture
{
    private readonly TalkingStore _store;

    public EngineStateTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task Computations_and_leases_are_counted_until_they_end()
    {
        (CacheEngine engine, EngineState state) = On(_store);
        Assert.That((state.Flights, state.Leases), Is.EqualTo((0, (0, 0))));

        using var cache = new Cache(_store, "app", new CacheOptions());
        ResultFlight<int> flight = engine.Flights.Lead<int>(Key, cache.SettingsOf(null))!;
        Lease lease = (await engine.Leases.TakeAsync("lease", TimeSpan.FromSeconds(9), _ => new(false), CancellationToken.None)).Value!;
        using var leaving = new CancellationTokenSource();
        Task waiting = engine.Leases.TakeAsync("lease", TimeSpan.FromSeconds(9), _ => new(false), leaving.Token).AsTask();
        Assert.That((state.Flights, state.Leases), Is.EqualTo((1, (1, 1))));

        flight.Complete(1);
        await leaving.CancelAsync();
        Assert.That(async () => await waiting.Soon(), Throws.InstanceOf<OperationCanceledException>());
        await lease.DisposeAsync();
        Assert.That((state.Flights, state.Leases), Is.EqualTo((0, (0, 0))));
    }

    [Test]
    public async Task The_state_of_a_store_is_the_worse_one_of_its_entries_and_its_leases([Values(1, 2)] int levels, [Values] bool ofLeases)
    {
        (CacheEngine engine, EngineState state) = On(levels == 1 ? _store : Process(_store));
        Assert.That(state.Store!.State, Is.EqualTo(StateSeries.Available));
        _store.IsDown = true;
        if (ofLeases)
            await engine.Leases.TakeAsync("lease", TimeSpan.FromSeconds(9), _ => new(false), CancellationToken.None);
        else
            await engine.RemoveAsync(Key, CancellationToken.None);
        Assert.That((state.Store.State, state.Store.PendingRemovals), Is.EqualTo((StateSeries.Unavailable, 1)));
    }

    [Test]
    public async Task A_store_is_tried_again_after_its_break()
    {
        (CacheEngine engine, EngineState state) = On(_store);
        _store.IsDown = true;
        using var cache = new Cache(_store, "app", new CacheOptions());
        await engine.Store.ReadAsync<string>(Key, cache.SettingsOf(null), CancellationToken.None);
        Assert.That(state.Store!.State, Is.EqualTo(StateSeries.Unavailable));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(state.Store.State, Is.EqualTo(StateSeries.Retrying));
    }

    [Test]
    public async Task The_memory_of_this_process_is_measured_and_is_no_store([Values(1, 2)] int levels)
    {
        using var memory = new InMemoryBackend();
        (CacheEngine engine, EngineState state) = On(levels == 1 ? memory : Process(_store));
        using var cache = new Cache(_store, "app", new CacheOptions());
        await engine.SetAsync(Key, "value", cache.SettingsOf(null), CancellationToken.None);
        Assert.That(state.Memory!.Entries, Is.EqualTo(1));
        Assert.That(state.Store is null, Is.EqualTo(levels == 1));
        Assert.That(On(_store).State.Memory, Is.Null);
    }

    private (CacheEngine Engine, EngineState State) On(ICacheBackend backend)
    {
        var store = new StoreOptions { Timeout = null, BreakAfter = 1, BreakFor = TimeSpan.FromSeconds(10) };
        var options = new CacheOptions { TimeProvider = Clock, Store = store };
        CacheEngine engine = new Cache(backend, "app", options).Engine;
        return (engine, new EngineState(engine, backend));
    }
}
