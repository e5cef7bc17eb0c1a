using System.Buffers;

namespace CacheKit;

/// <summary>The last request for a key on one lane, and its batch. Guarded by the lock of the lane's connection.</summary>
internal sealed class SharedSlot
{
    private byte[]? _value;

    public SharedRequest? Request { get; set; }

    public MemcachedConnection? Connection { get; set; }

    public long Batch { get; set; }

    /// <summary>Returns the item in a reply, with the array of the last one if the value has not changed. Needs no lock.</summary>
    public MemcachedItem ItemOf(in MemcachedReply reply)
    {
        if (reply.Status == ReplyStatus.Value && _value is { } last && IsEqual(reply.Value, last))
            return new MemcachedItem(last, null, 0);

        MemcachedItem item = PooledRequest.ItemOf(reply);
        _value = item.Value;
        return item;
    }

    private static bool IsEqual(in ReadOnlySequence<byte> value, byte[] last) =>
        value.IsSingleSegment ? value.FirstSpan.SequenceEqual(last) : value.ToArray().AsSpan().SequenceEqual(last);
}
