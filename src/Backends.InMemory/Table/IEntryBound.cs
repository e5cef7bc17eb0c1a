namespace CacheKit;

// The eviction policy of a table with a size limit. Called under the lock of the part.
internal interface IEntryBound
{
    // Of all entries, in bytes.
    long Size { get; }

    // How many entries have been evicted.
    long Evictions { get; }

    void Added(MemoryEntry entry);

    void Removed(MemoryEntry entry);

    // The next entry to evict; null if all entries fit.
    MemoryEntry? NextVictim();
}
