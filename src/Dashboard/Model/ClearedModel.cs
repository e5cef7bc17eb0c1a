namespace CacheKit;

// Cleared: null if the store does not count.
internal sealed record ClearedModel(long? Cleared);
