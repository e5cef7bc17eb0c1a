using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A caller that has a limit receives the result of its own call, although the objects of ended calls are used again.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LimitedCallTests : IDisposable
{
    private const int Calls = 100;

    private readonly LimitedCalls _limited;
    private readonly RemovalReplay _replay;
    private readonly StoreOperation<int, string> _operation;
    private readonly List<int> _removed = [];
    private TaskCompletionSource<string>[] _running = [];

    public LimitedCallTests()
    {
        var health = new StoreHealth("store", TimeProvider.System, TimeSpan.FromHours(1));
        _replay = new RemovalReplay(_ => new(CallFailure.None), health, TimeProvider.System, TimeSpan.FromHours(1));
        _limited = new LimitedCalls(new RecordingBackend(), health, TimeSpan.FromHours(1), _replay);
        _operation = new StoreOperation<int, string>("call", (_, number, _) => new(_running[number].Task))
        {
            Subject = number => $"{number}",
            AddRemovals = (_, number) =>
            {
                lock (_removed)
                    _removed.Add(number);
            },
        };
    }

    public void Dispose() => _replay.Dispose();

    [Test]
    public async Task Each_caller_receives_its_own_result_or_its_own_cancellation()
    {
        for (int round = 0; round < 20; round++)
        {
            _removed.Clear();
            _running = [.. Enumerable.Range(0, Calls).Select(_ => new TaskCompletionSource<string>())];
            using var leaving = new CancellationTokenSource();
            Task<string>[] calls = [.. Enumerable.Range(0, Calls).Select(number => CallAsync(number, number % 3 == 0 ? leaving.Token : default))];
            await leaving.CancelAsync();
            await EndAllAsync(round);

            for (int number = 0; number < Calls; number++)
            {
                if (number % 3 == 0)
                    Assert.That(async () => await calls[number].Soon(), Throws.InstanceOf<OperationCanceledException>());
                else if (number % 3 == 1)
                    Assert.That(await calls[number].Soon(), Is.EqualTo($"{round} {number}"));
                else
                    Assert.That(async () => await calls[number].Soon(), Throws.InstanceOf<IOException>().With.Message.EqualTo($"{number}"));
            }

            Assert.That(_removed.Order(), Is.EqualTo(Enumerable.Range(0, Calls).Where(number => number % 3 == 0)), "Each call that was abandoned, once.");
        }
    }

    [Test]
    public async Task A_call_that_ends_while_its_caller_leaves_has_one_outcome()
    {
        for (int round = 0; round < 500; round++)
        {
            _removed.Clear();
            _running = [new TaskCompletionSource<string>()];
            using var leaving = new CancellationTokenSource();
            Task<string> call = CallAsync(0, leaving.Token);
            await Task.WhenAll(Task.Run(leaving.Cancel), Task.Run(() => _running[0].SetResult($"{round}")));
            bool hasResult = await Task.WhenAny(call.Soon()) is { IsCompletedSuccessfully: true };
            Assert.That((call.IsCanceled, _removed.Count), Is.EqualTo(hasResult ? (false, 0) : (true, 1)));
            if (hasResult)
                Assert.That(await call, Is.EqualTo($"{round}"));
        }
    }

    // The callers of many calls may share a token.
    [Test]
    public void A_cancellation_does_not_wait_for_what_the_caller_does_next()
    {
        _running = [new TaskCompletionSource<string>()];
        using var leaving = new CancellationTokenSource();
        using var hasLeft = new ManualResetEventSlim();
        int thread = 0;
        ValueTask<string> call = WaitAsync(0, leaving.Token);
        call.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            hasLeft.Set();
        });
        leaving.Cancel();
        Assert.That(hasLeft.Wait(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(thread, Is.Not.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public async Task A_call_uses_the_object_of_one_that_has_ended()
    {
        using var leaving = new CancellationTokenSource();

        // On a thread of the pool, a call continues on the thread that ends it.
        (long limited, long unlimited) = await Task.Run(
            () => (AllocatedByCalls(isLimited: true, leaving.Token), AllocatedByCalls(isLimited: false, leaving.Token)));
        Assert.That(limited, Is.EqualTo(unlimited));
    }

    [Test]
    public async Task The_exception_of_a_call_that_nobody_waits_for_is_observed()
    {
        int unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, arguments) =>
            unobserved += arguments.Exception.InnerException is IOException { Message: "late" } ? 1 : 0;
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await Task.Run(FailLate);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(unobserved, Is.Zero);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailLate()
    {
        _running = [new TaskCompletionSource<string>()];
        using var leaving = new CancellationTokenSource();
        ValueTask<string> call = WaitAsync(0, leaving.Token);
        leaving.Cancel();
        Assert.That(() => call.GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
        _running[0].SetException(new IOException("late"));
        _running = [];
    }

    private long AllocatedByCalls(bool isLimited, CancellationToken limit) => Allocations.Of(Calls, () =>
    {
        _running = [new TaskCompletionSource<string>()];
        ValueTask<string> call = isLimited ? WaitAsync(0, limit) : new(_running[0].Task);
        _running[0].SetResult("");
        SynchronousCaller.ResultOf(call);
    });

    private ValueTask<string> WaitAsync(int number, CancellationToken limit) =>
        LimitedCall<int, string>.WaitAsync(new(_running[number].Task), _operation, number, _replay, limit);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<string> CallAsync(int number, CancellationToken cancellationToken) =>
        _limited.CallAsync(_operation, number, cancellationToken).AsTask();

    // From several threads, so that the objects are used again on others.
    private Task EndAllAsync(int round) => Task.WhenAll(Enumerable.Range(0, 4).Select(first => Task.Run(() =>
    {
        for (int number = first; number < Calls; number += 4)
        {
            if (number % 3 == 2)
                _running[number].SetException(new IOException($"{number}"));
            else
                _running[number].SetResult($"{round} {number}");
        }
    })));
}
