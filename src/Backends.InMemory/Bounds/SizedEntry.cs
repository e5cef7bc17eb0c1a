namespace CacheKit;

// An entry of a store with a size limit, which is in one queue of the eviction policy.
internal sealed class SizedEntry(string key, int hash, CachedValue value, long expiresAt, long size) : MemoryEntry(key, hash, value, expiresAt)
{
    // The entry takes 80 bytes, the string of its key 22 in addition to its characters, and the object of the value about 40.
    private const int Overhead = 150;

    public long Size => size;

    public EntryQueue? Queue { get; set; }

    public SizedEntry? Older { get; set; }

    public SizedEntry? Newer { get; set; }

    public static long SizeOf(string key, CachedValue value) => Overhead + (2L * key.Length) + value.Size;
}
