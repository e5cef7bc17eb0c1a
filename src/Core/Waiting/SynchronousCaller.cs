namespace CacheKit;

// Marks the calling thread as one that waits for its result, as the thread of a synchronous function does. Such a thread waits for each call
// of a store, each flight and each lease itself: the asynchronous methods of the cache then never suspend, so that they and the limits of
// their waits need no thread of the pool. An instance restores the previous state of the thread when it is disposed of.
internal readonly struct SynchronousCaller : IDisposable
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static bool _isCurrent;

    [ThreadStatic]
    private static bool _hasTimedOut;

    // When the present call of the store times out, by Environment.TickCount64.
    [ThreadStatic]
    private static long _deadline;

    private readonly bool _wasCurrent;
    private readonly bool _hadTimedOut;

    private SynchronousCaller(bool isCurrent)
    {
        (_wasCurrent, _hadTimedOut) = (_isCurrent, _hasTimedOut);
        (_isCurrent, _hasTimedOut) = (isCurrent, false);
    }

    public static bool IsCurrent => _isCurrent;

    // Whether a call of the store has timed out. The caller waits for its calls in turn, so each further call could cost it a timeout too.
    public static bool HasTimedOut => _hasTimedOut;

    public static SynchronousCaller Enter() => new(isCurrent: true);

    // For code that does not belong to the call: the function itself, and work that outlives the call.
    public static SynchronousCaller Suspend() => new(isCurrent: false);

    public static void BeginCall(TimeSpan timeout)
    {
        if (_isCurrent)
            _deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
    }

    public static void TimeOut() => _hasTimedOut = _isCurrent;

    public void Dispose() => (_isCurrent, _hasTimedOut) = (_wasCurrent, _hadTimedOut);

    // The result of a whole call, for the caller.
    public static T ResultOf<T>(ValueTask<T> call)
    {
        if (call.IsCompleted)
            return call.GetAwaiter().GetResult();

        Task<T> running = call.AsTask();
        Block(running, Timeout.InfiniteTimeSpan, CancellationToken.None);
        return running.GetAwaiter().GetResult();
    }

    // Waits without a limit.
    public static ValueTask<T> Finish<T>(ValueTask<T> call)
    {
        if (call.IsCompleted || !_isCurrent)
            return call;

        Task<T> running = call.AsTask();
        return new(Finish(running));
    }

    public static TTask Finish<TTask>(TTask task)
        where TTask : Task
    {
        if (_isCurrent)
            Block(task, Timeout.InfiniteTimeSpan, CancellationToken.None);
        return task;
    }

    // Most replies come sooner than a thread of the pool starts, so there is no room made at first.
    public static void AwaitReply(Task reply)
    {
        if (_isCurrent && !TryBlock(reply, _soon, CancellationToken.None) && _deadline - Environment.TickCount64 is > 0 and var left)
            Block(reply, TimeSpan.FromMilliseconds(left), CancellationToken.None);
    }

    // False if the limit has passed first. Does not throw the exception of the task.
    public static bool Wait(Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (time == TimeProvider.System)
        {
            Block(task, limit, cancellationToken);
            return task.IsCompleted;
        }

        // The limit of another clock needs its timer.
        Task limited = task.WaitAsync(limit, time, cancellationToken);
        Block(limited, Timeout.InfiniteTimeSpan, CancellationToken.None);
        _ = limited.Exception;
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    public static Task DelayAsync(TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!_isCurrent || time != TimeProvider.System)
            return Finish(Task.Delay(pause, time, cancellationToken));

        Block(new TaskCompletionSource().Task, pause, cancellationToken);
        return Task.CompletedTask;
    }

    private static void Block(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
            return;

        bool hasRoom = PoolRoom.TryMake();
        try
        {
            TryBlock(task, limit, cancellationToken);
        }
        finally
        {
            if (hasRoom)
                PoolRoom.GiveBack();
        }
    }

    // The thread that completes a task wakes a thread in Wait directly; continuations of the task may need a thread of the pool.
    private static bool TryBlock(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return task.Wait((int)Math.Ceiling(Math.Min(limit.TotalMilliseconds, int.MaxValue)), cancellationToken);
        }
        catch (AggregateException)
        {
            // The caller awaits the task.
            return true;
        }
    }
}
