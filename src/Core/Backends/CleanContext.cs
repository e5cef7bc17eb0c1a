namespace CacheKit;

/// <summary>
/// Starts work that outlives its caller, such as a connection or a timer, without the caller's execution context. The work does not see the
/// caller's async-locals, activity and ambient transaction, and does not keep them in memory.
/// </summary>
public static class CleanContext
{
    private static readonly ExecutionContext _empty = CaptureEmpty();

    /// <summary>Runs work on the thread pool.</summary>
    /// <param name="work">The work. It must handle its exceptions itself if the returned task is not awaited.</param>
    public static Task Run(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Call(() => Task.Run(work));
    }

    /// <summary>Calls a function that captures its execution context, such as one that creates a timer or a subscription.</summary>
    public static T Call<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        T result = default!;
        using SynchronousCaller none = SynchronousCaller.Suspend();
        ExecutionContext.Run(_empty, _ => result = call(), null);
        return result;
    }

    // UnsafeStart does not flow the execution context, so the thread has an empty one.
    private static ExecutionContext CaptureEmpty()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
