using System.Buffers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A request whose reply can't be copied, as for lack of memory.</summary>
[TestFixture]
public sealed class PendingRequestTests
{
    [Test]
    public void A_request_of_one_caller_fails([Values] bool rentsItem)
    {
        PooledRequest request = PooledRequest.Rent(rentsItem);
        ValueTask<MemcachedItem> item = request.WaitForItemAsync(CancellationToken.None);
        request.Complete(TooLong());
        Assert.That(item.IsFaulted);
        Assert.That(async () => await item, Throws.Exception);
    }

    [Test]
    public void A_request_for_several_items_fails()
    {
        var request = new BatchGet(2);
        request.Complete(TooLong());
        Assert.That(request.Task.IsFaulted);
    }

    [Test]
    public void A_shared_request_fails()
    {
        var request = new SharedRequest(new SharedSlot());
        request.Complete(TooLong());
        Assert.That(request.Task.IsFaulted);
    }

    // Longer than any array.
    private static MemcachedReply TooLong()
    {
        var first = new Part(0);
        return new MemcachedReply(ReplyStatus.Value, 1, -1, 0, new ReadOnlySequence<byte>(first, 0, first.Append(int.MaxValue * 2L), 1), null);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(long index) => (Memory, RunningIndex) = (new byte[1], index);

        public Part Append(long index)
        {
            var next = new Part(index);
            Next = next;
            return next;
        }
    }
}
