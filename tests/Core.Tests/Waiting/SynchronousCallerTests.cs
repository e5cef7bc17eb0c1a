using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Waiting;

/// <summary>On the thread of a synchronous caller, asynchronous operations have ended when they return.</summary>
internal sealed class SynchronousCallerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(20);

    private readonly ReplacingBackend _store = new(TimeProvider.System);

    [Test]
    public void A_call_of_the_store_has_ended_when_it_returns()
    {
        using StoreCalls calls = CallsWithin(TimeSpan.FromMinutes(1));
        Gate gate = _store.HoldNext(RecordingBackend.Get);
        OpenWhenReached(gate);

        using (SynchronousCaller.Enter())
            Assert.That(calls.GetAsync("key", CancellationToken.None).AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public void A_call_of_the_store_without_a_timeout_has_ended_when_it_returns()
    {
        using StoreCalls calls = CallsWithin(null);
        Gate gate = _store.HoldNext(RecordingBackend.Get);
        OpenWhenReached(gate);

        using (SynchronousCaller.Enter())
            Assert.That(calls.GetAsync("key", CancellationToken.None).AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task After_the_synchronous_caller_calls_are_asynchronous_again()
    {
        using StoreCalls calls = CallsWithin(TimeSpan.FromMinutes(1));
        using (SynchronousCaller.Enter())
            _ = SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None));

        Gate gate = _store.HoldNext(RecordingBackend.Get);
        Task<StoreResult<ReadOnlyMemory<byte>?>> reading = calls.GetAsync("key", CancellationToken.None).AsTask();
        Assert.That(reading.IsCompleted, Is.False);
        gate.Open();
        await reading.Soon();
    }

    [Test]
    public async Task Work_that_outlives_the_caller_is_asynchronous()
    {
        using StoreCalls calls = CallsWithin(TimeSpan.FromMinutes(1));
        Gate gate = _store.HoldNext(RecordingBackend.Get);
        Task reading;
        using (SynchronousCaller.Enter())
            reading = CleanContext.Call(() => calls.GetAsync("key", CancellationToken.None).AsTask());

        Assert.That(reading.IsCompleted, Is.False);
        gate.Open();
        await reading.Soon();
    }

    [Test]
    public void A_caller_whose_call_has_timed_out_does_not_use_the_store_again()
    {
        using StoreCalls calls = CallsWithin(_limit);
        _store.HoldNext(RecordingBackend.Get);
        using (SynchronousCaller.Enter())
        {
            Assert.That(SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)).TimedOut, Is.True);
            Assert.That(SynchronousCaller.ResultOf(calls.SetAsync("key", new byte[] { 1 }, null, CancellationToken.None)).TimedOut, Is.True);
        }

        using (SynchronousCaller.Enter())
            Assert.That(SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)), Is.EqualTo(default(StoreResult<ReadOnlyMemory<byte>?>)));
    }

    [Test]
    public void A_function_has_its_own_time_for_the_store()
    {
        using StoreCalls calls = CallsWithin(_limit);
        _store.HoldNext(RecordingBackend.Get);
        using (SynchronousCaller.Enter())
        {
            Assert.That(SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)).TimedOut, Is.True);
            using (SynchronousCaller.Suspend())
            using (SynchronousCaller.Enter())
                Assert.That(SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)).Failed, Is.False);
            Assert.That(SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)).TimedOut, Is.True);
        }
    }

    [Test]
    public async Task The_timeout_follows_the_clock_of_the_cache()
    {
        var clock = new FakeTimeProvider();
        using var calls = new StoreCalls(_store, new StoreCallSettings(TimeSpan.FromHours(1), null, default, clock));
        Gate gate = _store.HoldNext(RecordingBackend.Get);
        Task<bool> timesOut = Task.Run(() =>
        {
            using (SynchronousCaller.Enter())
                return SynchronousCaller.ResultOf(calls.GetAsync("key", CancellationToken.None)).TimedOut;
        });
        await gate.Reached.Soon();

        clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await timesOut.Soon(), Is.True);
    }

    [Test]
    public void A_caller_that_is_cancelled_stops_waiting()
    {
        using StoreCalls calls = CallsWithin(TimeSpan.FromMinutes(1));
        using var cancellation = new CancellationTokenSource();
        Gate gate = _store.HoldNext(RecordingBackend.Get);
        _ = gate.Reached.ContinueWith(_ => cancellation.Cancel(), TaskScheduler.Default);

        using (SynchronousCaller.Enter())
            Assert.That(() => SynchronousCaller.ResultOf(calls.GetAsync("key", cancellation.Token)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_failure_is_left_to_the_task()
    {
        var failing = new TaskCompletionSource<int>();
        using (SynchronousCaller.Enter())
        {
            OtherThread.RunOnceThisOneWaits(() => failing.SetException(new IOException("down")));
            Task<int> finished = SynchronousCaller.Finish(new ValueTask<int>(failing.Task)).AsTask();
            Assert.That(finished.IsFaulted, Is.True);
            Assert.That(() => SynchronousCaller.ResultOf(new ValueTask<int>(finished)), Throws.InstanceOf<IOException>());
        }
    }

    [Test]
    public void A_lease_that_another_process_holds_is_waited_for()
    {
        TimeSpan life = TimeSpan.FromMinutes(1);
        using StoreCalls calls = CallsWithin(life);
        var leases = new Leases(calls, TimeProvider.System);
        int looks = 0;
        _ = SynchronousCaller.ResultOf(calls.SetAsync("lease", new byte[] { 1 }, life, CancellationToken.None));

        using (SynchronousCaller.Enter())
        {
            Task<StoreResult<Lease>> taking = leases.TakeAsync(
                "lease", life, _ => new ValueTask<bool>(++looks == 3), CancellationToken.None).AsTask();
            Assert.That(taking.IsCompletedSuccessfully, Is.True);
        }

        Assert.That(looks, Is.EqualTo(3));
    }

    private static void OpenWhenReached(Gate gate) => gate.Reached.ContinueWith(_ => gate.Open(), TaskScheduler.Default);

    private StoreCalls CallsWithin(TimeSpan? timeout) => new(_store, new StoreCallSettings(timeout, null, default, TimeProvider.System));
}
