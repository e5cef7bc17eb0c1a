namespace CacheKit;

/// <summary>A read of one key that concurrent callers share. No caller gets a result that was read before its call.</summary>
internal interface ISharedGet
{
    /// <summary>
    /// Queues a read, or joins one that has not been sent yet. It is sent with the next command of this thread to the same server, at the
    /// latest by <see cref="Send"/>, which must be called in any case.
    /// </summary>
    SharedRequest Read();

    /// <summary>Sends what this thread has queued, if it was not sent yet.</summary>
    void Send();
}
