namespace CacheKit;

// When a computation is cancelled because nobody waits for it.
internal enum CancelWhen
{
    // The last caller that waits has left.
    NobodyWaits,

    // The same, but not before a caller has needed its value: in the background it goes on without any.
    NobodyWaitsOnceNeeded,

    // A handler that has not asked for its token can't be stopped.
    Never,
}
