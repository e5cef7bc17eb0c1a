namespace CacheKit;

// A lookup in the in-process store: the arrivals count before it, and whether the key is missing there and on every other level.
internal readonly record struct LocalLookup(long Arrivals, bool IsMiss = false);
