namespace CacheKit;

// The write of a computed value to a store that notifies this process of changes by others.
internal sealed class ComputedWrite(string key, long begunAt)
{
    public string Key => key;

    public long BegunAt => begunAt;

    // The stored bytes; null until the write completes.
    public byte[]? Stored { get; set; }

    // Whether another process changed the key during the write.
    public bool IsInvalidated { get; set; }

    // Whether the write is no longer tracked, because of its age or the number of later writes.
    public bool IsExpired { get; set; }
}
