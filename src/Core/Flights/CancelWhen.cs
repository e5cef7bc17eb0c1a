namespace CacheKit;

// When a computation without waiting callers is cancelled.
internal enum CancelWhen : byte
{
    // When the last waiting caller leaves.
    NoWaiters,

    // Like NoWaiters, but only after a caller has needed the value: a background refresh runs without any.
    NoWaitersOnceNeeded,

    // For a handler that has not used its cancellation token and so cannot be stopped.
    Never,
}
