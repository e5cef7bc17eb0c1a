namespace CacheKit;

/// <summary>
/// The replies of a client that receives them on threads of its own, for the backend that uses it: the calling thread can wait for such a reply
/// without a thread of the pool.
/// </summary>
public static class SynchronousReply
{
    /// <summary>
    /// Waits for a reply on the calling thread, at most for the timeout of the store, if a synchronous cached function waits for it. Otherwise
    /// returns immediately.
    /// </summary>
    /// <param name="reply">Completed by a thread of the client.</param>
    /// <returns>The reply, which the caller awaits.</returns>
    public static Task<T> Await<T>(Task<T> reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        SynchronousCaller.AwaitReply(reply);
        return reply;
    }
}
