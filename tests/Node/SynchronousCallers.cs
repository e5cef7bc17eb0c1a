using System.Collections.Concurrent;

namespace CacheKit.Node;

/// <summary>Callers of a synchronous function, each on a thread of the pool.</summary>
internal sealed class SynchronousCallers
{
    private readonly ConcurrentQueue<Thread> _threads = [];
    private readonly TaskCompletionSource<NodeValue?>[] _results;
    private int _starting;

    /// <summary>Starts the callers. If they fill the pool, it gets no thread beside theirs, and all have a thread before they call.</summary>
    public SynchronousCallers(NodeCommand command)
    {
        int callers = command.FillsPool ? Math.Max(command.Callers, Environment.ProcessorCount) : command.Callers;
        if (command.FillsPool)
        {
            _starting = callers;
            ThreadPool.GetMaxThreads(out _, out int forIO);
            if (!ThreadPool.SetMaxThreads(callers, forIO) || !ThreadPool.SetMinThreads(callers, forIO))
                throw new InvalidOperationException($"The thread pool can't have {callers} threads.");
        }

        _results = [.. Enumerable.Range(0, callers).Select(_ => new TaskCompletionSource<NodeValue?>(TaskCreationOptions.RunContinuationsAsynchronously))];
        if (command.Function == SynchronousFunction.FindShared)
            CallSharedFirst();
        foreach (int row in Enumerable.Range(0, callers))
            ThreadPool.UnsafeQueueUserWorkItem(_ => Call(command.Function, row), null);
    }

    /// <summary>The number of callers whose threads wait.</summary>
    public int Waiting => _threads.Count(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

    /// <summary>Returns the value of each caller; null if it got a <see cref="TimeoutException"/>.</summary>
    public Task<NodeValue?[]> EndAsync() => Task.WhenAll(_results.Select(result => result.Task));

    // The function runs on a thread outside the pool, and returns when the threads of all other callers wait for it.
    private void CallSharedFirst()
    {
        new Thread(() => SynchronousFunctions.FindShared()) { IsBackground = true }.Start();
        new Thread(() =>
        {
            while (Waiting < _results.Length)
                Thread.Yield();
            SynchronousFunctions.AllAreThere.Set();
        })
        { IsBackground = true }.Start();
        SpinWait.SpinUntil(() => SynchronousFunctions.IsSharedRunning);
    }

    private void Call(SynchronousFunction function, int row)
    {
        Interlocked.Decrement(ref _starting);
        SpinWait.SpinUntil(() => Volatile.Read(ref _starting) <= 0);
        _threads.Enqueue(Thread.CurrentThread);
        try
        {
            _results[row].SetResult(function switch
            {
                SynchronousFunction.Find => SynchronousFunctions.Find(row),
                SynchronousFunction.FindTagged => SynchronousFunctions.FindTagged(row),
                SynchronousFunction.FindShared => SynchronousFunctions.FindShared(),
                SynchronousFunction.FindPatiently => SynchronousFunctions.FindPatiently(row),
                SynchronousFunction.FindImpatiently => SynchronousFunctions.FindImpatiently(row),
                _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function."),
            });
        }
        catch (TimeoutException)
        {
            _results[row].SetResult(null);
        }
        catch (Exception exception)
        {
            _results[row].SetException(exception);
        }
    }
}
