namespace CacheKit;

// What is held under a key, and the UTC ticks at which it expires (long.MaxValue: never).
internal sealed record MemoryEntry(CachedValue Value, long ExpiresAt);
