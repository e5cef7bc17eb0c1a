namespace CacheKit;

// The outcome of a write: stored, kept out by its fence, refused because its value can't be stored at all, or refused by the store; and the form
// in which this process can hold the value, or null.
internal readonly record struct Written(bool IsStored, CachedValue? Held = null, bool IsKeptOut = false, bool IsRefused = false, bool IsRefusedByStore = false);
