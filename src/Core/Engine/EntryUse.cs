namespace CacheKit;

// How to answer a caller whose entry is not fresh.
internal enum EntryUse
{
    // No value to serve: the caller waits for a new one.
    Compute,

    // The caller waits for a new value, and receives the old one if that takes too long or fails.
    ComputeOrServe,

    // The caller receives the old value, and a new one is computed in the background.
    ServeAndRefresh,

    // The caller receives the old value. The factory failed recently and is not called again yet.
    Serve,
}
