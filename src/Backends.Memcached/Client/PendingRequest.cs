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

    /// <summary>Completes with a reply. It fails if the value can't be copied, for example for lack of memory.</summary>
    public void Complete(in MemcachedReply reply)
    {
        try
        {
            Accept(reply);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    public abstract void Fail(Exception exception);

    protected abstract void Accept(in MemcachedReply reply);
}
