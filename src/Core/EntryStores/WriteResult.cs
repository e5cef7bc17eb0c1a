namespace CacheKit;

// The outcome of a write: stored, rejected by its fence, not storable because of the value (too long, or not codable), or refused by the
// store. Cached is the form that this process can keep, or null; Stored has the bytes sent to the store.
internal readonly record struct WriteResult(
    bool IsStored, CachedValue? Cached = null, bool IsFenced = false, bool IsUnstorable = false, bool IsTooLong = false,
    bool IsRefusedByStore = false, byte[]? Stored = null);
