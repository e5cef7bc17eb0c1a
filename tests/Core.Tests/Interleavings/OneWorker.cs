namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// Leaves one worker of the thread pool free while the tests of this folder run. Code that runs on it knows when all else has come to rest:
/// nothing is queued, and nothing can run at the same time. It also makes two runs with the same choices alike.
/// </summary>
[SetUpFixture]
internal sealed class OneWorker : IDisposable
{
    // After that long without a worker there is none. Whatever runs the tests may hold one.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _taken = new(0);
    private readonly SemaphoreSlim _end = new(0);
    private int _workers;
    private int _ports;
    private int _held;
    private volatile bool _isDone;

    [OneTimeSetUp]
    public void TakeAllOthers()
    {
        ThreadPool.GetMaxThreads(out _workers, out _ports);
        ThreadPool.GetMinThreads(out int least, out _);
        int most = Math.Max(least, Environment.ProcessorCount);
        ThreadPool.SetMaxThreads(most, _ports);
        while (TryTake() || _held == 0)
        {
            if (_held == 0)
                ThreadPool.SetMaxThreads(++most, _ports);
        }

        _isDone = true;
        Release(1);

        // For a moment the pool may have more workers than it is allowed to. Then the one that was given back has ended.
        while (!IsOneFree())
            ThreadPool.SetMaxThreads(++most, _ports);
    }

    [OneTimeTearDown]
    public void GiveBack()
    {
        Release(_held);
        ThreadPool.SetMaxThreads(_workers, _ports);
    }

    /// <summary>Ends when nothing runs and nothing is queued any more.</summary>
    public static async ValueTask SettleAsync()
    {
        // A task that yields goes to the end of the queue.
        while (ThreadPool.PendingWorkItemCount > 0)
            await Task.Yield();
    }

    public void Dispose()
    {
        _taken.Dispose();
        _end.Dispose();
    }

    private static bool IsOneFree()
    {
        var ran = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(static ran => ran.SetResult(), ran, preferLocal: false);
        return ran.Task.Wait(_patience);
    }

    private bool TryTake()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.Hold(), this, preferLocal: false);
        bool isTaken = _taken.Wait(_patience);
        _held += isTaken ? 1 : 0;
        return isTaken;
    }

    private void Release(int count)
    {
        _held -= count;
        if (count > 0)
            _end.Release(count);
    }

    // One that was given up waits in the queue until a worker is free again.
    private void Hold()
    {
        if (_isDone)
            return;

        _taken.Release();
        _end.Wait();
    }
}
