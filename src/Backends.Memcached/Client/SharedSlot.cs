namespace CacheKit;

/// <summary>The last request for a key on one lane, and its batch. Guarded by the lock of the lane's connection.</summary>
internal sealed class SharedSlot
{
    public SharedRequest? Request { get; set; }

    public MemcachedConnection? Connection { get; set; }

    public long Batch { get; set; }
}
