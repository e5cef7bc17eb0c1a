namespace CacheKit;

// Decides which entries of a bounded table stay. Called under the table's lock.
internal interface IEntryBound
{
    void Added(MemoryEntry entry);

    void Removed(MemoryEntry entry);

    // The next entry that has to go; null: all of them fit.
    MemoryEntry? NextVictim();
}
