namespace CacheKit;

// Why there is no answer of a store.
internal enum CallFailure
{
    None,

    // The store was left alone: nothing was asked of it.
    NotMade,

    // The store takes no such key or payload, now or ever.
    Refused,

    // It failed or took too long: whether it did what it was asked is not known.
    Unknown,
}
