namespace CacheKit;

// An entry is the node of the table that holds it: one object for the chain of its bucket, the list of its namespace and what it holds.
internal class MemoryEntry(string key, int hash, CachedValue? value, long expiresAt)
{
    // How often it was read since the eviction policy last looked at it. Concurrent readers may lose a count.
    public byte Reads;

    // The rest of the chain. An entry that was dropped keeps it for readers that stand on it.
    public MemoryEntry? Next;

    private CachedValue? _value = value;

    public string Key => key;

    public int Hash => hash;

    // In UTC ticks; long.MaxValue: never.
    public long ExpiresAt => expiresAt;

    // Null once the entry was removed, replaced or evicted, so that whoever still refers to the entry keeps only its key in memory.
    public CachedValue? Value => Volatile.Read(ref _value);

    public MemoryEntry? Before { get; set; }

    public MemoryEntry? After { get; set; }

    public void Drop() => Volatile.Write(ref _value, null);
}
