using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Backends;

/// <summary>A backend whose client has threads of its own can wait for a reply on the thread of a synchronous caller.</summary>
internal sealed class SynchronousReplyTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource<int> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public void A_synchronous_caller_waits_for_the_reply()
    {
        using (SynchronousCaller.Enter())
        {
            SynchronousCaller.BeginCall(TimeSpan.FromMinutes(1));
            OtherThread.RunOnceThisOneWaits(() => _reply.SetResult(7));
            Assert.That(SynchronousReply.Await(_reply.Task).IsCompletedSuccessfully, Is.True);
        }
    }

    [Test]
    public void An_asynchronous_caller_does_not_wait() => Assert.That(SynchronousReply.Await(_reply.Task).IsCompleted, Is.False);

    [Test]
    public void A_failed_reply_is_left_to_the_caller()
    {
        using (SynchronousCaller.Enter())
        {
            SynchronousCaller.BeginCall(TimeSpan.FromMinutes(1));
            OtherThread.RunOnceThisOneWaits(() => _reply.SetException(new IOException()));
            Assert.That(SynchronousReply.Await(_reply.Task).IsFaulted, Is.True);
        }
    }

    [Test]
    public async Task The_wait_ends_with_the_timeout_of_the_store() => await Task.Run(() =>
    {
        using (SynchronousCaller.Enter())
        {
            SynchronousCaller.BeginCall(_limit);
            Assert.That(SynchronousReply.Await(_reply.Task).IsCompleted, Is.False);
        }
    }).Soon();
}
