namespace CacheKit;

// What became of a write: whether it is stored, or was kept out by its fence, and what could be held of the value; null where nothing could.
internal readonly record struct Written(bool IsStored, CachedValue? Held = null, bool IsKeptOut = false);
