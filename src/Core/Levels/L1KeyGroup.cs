namespace CacheKit;

// The state of a group of keys, guarded by its lock. Of all store calls only those of L1 run inside the lock.
internal sealed class L1KeyGroup
{
    public Lock Gate { get; } = new();

    // Incremented when an operation that may change a key of the group begins or ends.
    public long Version { get; set; }

    // The number of running changes by this process.
    public int Writers { get; set; }

    // Until this time an L2 read may return the state before the last change.
    public long ReadsLagUntil { get; set; }
}
