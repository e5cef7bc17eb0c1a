namespace CacheKit;

// A look into the store in this process: how many entries had arrived before it, and whether there is none under the key, nor elsewhere.
internal readonly record struct LocalLookup(long Arrivals, bool IsMiss = false);
