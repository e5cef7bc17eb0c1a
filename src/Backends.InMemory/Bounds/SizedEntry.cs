namespace CacheKit;

// An entry of a store with a size limit, which is in one queue of the eviction policy.
internal sealed class SizedEntry(string key, int hash, CachedValue value, long expiresAt, long size) : MemoryEntry(key, hash, value, expiresAt)
{
    public long Size => size;

    public EntryQueue? Queue { get; set; }

    public SizedEntry? Older { get; set; }

    public SizedEntry? Newer { get; set; }
}
