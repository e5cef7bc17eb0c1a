using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>The wait graph of computations: which waits it refuses, and that it keeps in memory only computations that wait.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FlightTests : IDisposable
{
    private readonly InMemoryBackend _memory = new();
    private readonly Cache _cache;

    public FlightTests() => _cache = new Cache(_memory, "app", new CacheOptions());

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    [Test]
    public async Task A_computation_keeps_none_that_it_waited_for_until_their_end()
    {
        ResultFlight<int> caller = New();
        await ExpectCollectedAsync(Asked());
        caller.Complete(1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Asked()
        {
            ResultFlight<int> asked = New();
            Assert.That(Registers(caller, asked), Is.True);
            asked.Complete(1);
            return new WeakReference(asked);
        }
    }

    [Test]
    public async Task A_computation_keeps_none_that_had_ended_before_it_could_wait()
    {
        ResultFlight<int> caller = New();
        await ExpectCollectedAsync(Asked());
        caller.Complete(1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Asked()
        {
            ResultFlight<int> asked = New();
            asked.Complete(1);
            Assert.That(Registers(caller, asked), Is.True);
            return new WeakReference(asked);
        }
    }

    [Test]
    public async Task A_computation_keeps_no_caller_after_its_end()
    {
        ResultFlight<int> asked = New();
        WeakReference caller = Caller();
        asked.Complete(1);
        await ExpectCollectedAsync(caller);
        GC.KeepAlive(asked);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Caller()
        {
            ResultFlight<int> caller = New();
            Assert.That(Registers(caller, asked), Is.True);
            return new WeakReference(caller);
        }
    }

    [Test]
    public async Task A_computation_keeps_no_caller_that_was_abandoned()
    {
        ResultFlight<int> asked = New();
        await ExpectCollectedAsync(Caller());
        asked.Complete(1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Caller()
        {
            ResultFlight<int> caller = New();
            Assert.That(Registers(caller, asked), Is.True);
            using var leaving = new CancellationTokenSource();
            using (caller.LeaveOnCancellation(leaving.Token))
                leaving.Cancel();
            return new WeakReference(caller);
        }
    }

    [Test]
    public void A_computation_that_waits_for_another_through_further_ones_is_not_waited_for_by_it()
    {
        ResultFlight<int>[] chain = [New(), New(), New(), New()];
        for (int i = 0; i < chain.Length - 1; i++)
            Assert.That(Registers(chain[i], chain[i + 1]), Is.True);
        Assert.That(Registers(chain[^1], chain[0]), Is.False);

        chain[1].Complete(1);
        Assert.That(Registers(chain[^1], chain[0]), Is.True);
    }

    [Test]
    public async Task Each_of_many_computations_that_wait_for_each_other_is_searched_once()
    {
        ResultFlight<int>[][] levels = [.. Enumerable.Range(0, 64).Select(_ => new[] { New(), New() })];
        foreach ((ResultFlight<int>[] asked, ResultFlight<int>[] callers) in levels.Zip(levels.Skip(1)))
        {
            foreach (ResultFlight<int> caller in callers)
                Assert.That(Array.TrueForAll(asked, each => Registers(caller, each)));
        }

        // Two ways lead from each level to the next, so that there are more ways than anybody could go.
        Assert.That(await Task.Run(() => Registers(levels[0][0], New())).Soon(), Is.True);
    }

    private static async Task<bool> RegistersAsync(Flight caller, Flight asked)
    {
        caller.SetCurrent();
        return await ValueTask.FromResult(asked.TryRegisterWaiter());
    }

    // Whether the factory of a computation may wait for another computation.
    private static bool Registers(Flight caller, Flight asked) => RegistersAsync(caller, asked).Result;

    private static Task ExpectCollectedAsync(WeakReference flight) => Poll.UntilAsync(() =>
    {
        GC.Collect();
        return !flight.IsAlive;
    });

    private ResultFlight<int> New() => new(_cache.Engine.Flights, "key", _cache.SettingsOf(null), cancellable: true);
}
