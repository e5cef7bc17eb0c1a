namespace CacheKit;

/// <summary>A request that waits for its reply. Its connection completes it exactly once, in the order of sending.</summary>
internal abstract class PendingRequest
{
    public uint Opaque { get; private set; }

    public ReplyStatus Replies { get; private set; }

    /// <summary>The time of sending, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long SentAt { get; private set; }

    public void Sending(uint opaque, ReplyStatus replies)
    {
        Opaque = opaque;
        Replies = replies;
        SentAt = Environment.TickCount64;
    }

    /// <summary>Expects another reply, under the next number.</summary>
    protected void AwaitNext() => Opaque++;

    public abstract void Complete(in MemcachedReply reply);

    public abstract void Fail(Exception exception);
}
