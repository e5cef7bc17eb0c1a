namespace CacheKit;

// Why there is no answer of a store.
internal enum CallFailure
{
    None,

    // The store was left alone: nothing was asked of it.
    NotAttempted,

    // The store does not do what it was asked, now or ever.
    Refused,

    // The store has not done what it was asked, and may later.
    RefusedForNow,

    // It took too long: whether it did what it was asked is not known.
    TimedOut,

    // It failed: whether it did what it was asked is not known.
    Unknown,
}
