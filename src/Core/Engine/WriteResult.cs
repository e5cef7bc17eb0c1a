namespace CacheKit;

// The outcome of a write: stored, kept out by its fence, refused because its value can't be stored at all, or refused by the store; the form
// in which this process can hold the value, or null; and the bytes that a store outside of it was given.
internal readonly record struct WriteResult(
    bool IsStored, CachedValue? Held = null, bool IsKeptOut = false, bool IsRefused = false, bool IsRefusedByStore = false, byte[]? Stored = null);
