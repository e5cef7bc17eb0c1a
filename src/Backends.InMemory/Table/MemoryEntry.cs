namespace CacheKit;

// An entry is one object: a node in the chain of its bucket and in the list of its namespace, and the holder of its value.
internal class MemoryEntry(string key, int hash, CachedValue? value, long expiresAt)
{
    // The number of reads since the eviction policy last examined the entry. Concurrent readers may lose a count.
    public byte Reads;

    // The next entry of the bucket. A dropped entry keeps it for readers that are just following the chain.
    public MemoryEntry? Next;

    private CachedValue? _value = value;

    public string Key => key;

    public int Hash => hash;

    // In UTC ticks; long.MaxValue: never.
    public long ExpiresAt => expiresAt;

    // Null after the entry was removed, replaced or evicted, so that remaining references to the entry keep only its key in memory.
    public CachedValue? Value => Volatile.Read(ref _value);

    public MemoryEntry? Before { get; set; }

    public MemoryEntry? After { get; set; }

    public void Drop() => Volatile.Write(ref _value, null);
}
