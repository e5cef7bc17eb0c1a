namespace CacheKit;

/// <summary>
/// Begins what outlives its caller, such as the upkeep of a connection, outside of the caller's execution context: its async-locals, activity
/// and ambient transaction are not seen there, and not kept alive.
/// </summary>
public static class CleanContext
{
    private static readonly ExecutionContext _empty = CaptureEmpty();

    /// <summary>Runs work on the thread pool.</summary>
    /// <param name="work">Answers for its failures itself where nobody awaits it.</param>
    public static Task Run(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Call(() => Task.Run(work));
    }

    /// <summary>Calls what captures the context it is called in, such as the constructor of a timer, a subscription, or a loop.</summary>
    public static T Call<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        T result = default!;
        using SynchronousCaller none = SynchronousCaller.Suspend();
        ExecutionContext.Run(_empty, _ => result = call(), null);
        return result;
    }

    // A thread that is started without a context has the empty one.
    private static ExecutionContext CaptureEmpty()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
