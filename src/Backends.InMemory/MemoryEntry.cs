namespace CacheKit;

// What is held under a key, and the UTC ticks at which it expires (long.MaxValue: never).
internal sealed class MemoryEntry(CachedValue value, long expiresAt)
{
    private const long Released = long.MinValue;

    private long _expiresAt = expiresAt;

    public CachedValue Value => value;

    public long ExpiresAt => Volatile.Read(ref _expiresAt);

    // Whether the key has something else by now, or nothing.
    public bool IsReleased => ExpiresAt == Released;

    // Called when the key has changed already.
    public void Release() => Volatile.Write(ref _expiresAt, Released);
}
