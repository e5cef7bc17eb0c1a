namespace CacheKit;

// What became of a write: whether it is stored, was kept out by its fence, or was refused as its value can't be stored at all; and what could be
// held of the value; null where nothing could.
internal readonly record struct Written(bool IsStored, CachedValue? Held = null, bool IsKeptOut = false, bool IsRefused = false);
