namespace CacheKit;

// How the wait for a key has ended.
internal enum BatchWait
{
    // With a value, or because there is none.
    Done,

    // With the stale value, because no new one was computed in time.
    Served,

    // Its leader has left: the caller computes or waits again.
    Again,

    // Its value can't be shared: the caller computes one of its own.
    Alone,
}
