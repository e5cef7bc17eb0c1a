using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Stores;

/// <summary>Calls that begin within a short time share the timer of their timeout, which never ends before the timeout of any of them.</summary>
[TestFixture]
internal sealed class SharedDeadlineTests
{
    private static readonly StoreOperation<int, CancellationToken> _tokenOf =
        new("call", static (_, _, token) => new(token)) { Subject = static _ => "key" };

    private static readonly StoreOperation<int, bool> _waiting =
        new("call", static (_, _, _) => new(new TaskCompletionSource<bool>().Task)) { Subject = static _ => "key" };

    [Test]
    public async Task Calls_of_a_twentieth_of_the_timeout_share_a_timer()
    {
        LimitedCalls calls = CallsWithin(TimeSpan.FromHours(1), TimeProvider.System);
        CancellationToken first = await calls.CallAsync(_tokenOf, 0, CancellationToken.None);
        Assert.That(await calls.CallAsync(_tokenOf, 0, CancellationToken.None), Is.EqualTo(first));

        calls = CallsWithin(TimeSpan.FromSeconds(4), TimeProvider.System);
        first = await calls.CallAsync(_tokenOf, 0, CancellationToken.None);
        await Poll.UntilAsync(async () => await calls.CallAsync(_tokenOf, 0, CancellationToken.None) != first);
    }

    [Test]
    public async Task With_another_clock_each_call_has_a_timer_of_its_own()
    {
        LimitedCalls calls = CallsWithin(TimeSpan.FromHours(1), new FakeTimeProvider());
        var tokens = new List<CancellationToken>();
        for (int i = 0; i < 100; i++)
            tokens.Add(await calls.CallAsync(_tokenOf, 0, CancellationToken.None));
        Assert.That(tokens, Is.Unique);
    }

    // The system measures the time of a timer in steps of a few milliseconds.
    [Test]
    public void No_call_ends_before_its_timeout()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(500);
        LimitedCalls calls = CallsWithin(timeout, TimeProvider.System);
        long start = TimeProvider.System.GetTimestamp();
        Assert.That(async () => await calls.CallAsync(_waiting, 0, CancellationToken.None), Throws.InstanceOf<TimeoutException>());
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.GreaterThan(timeout - TimeSpan.FromMilliseconds(10)));
    }

    // A thread of its own has had no call before.
    [Test]
    public async Task A_backend_may_wait_for_its_reply_on_the_thread_of_a_synchronous_caller_until_the_timeout()
    {
        var waiting = new StoreOperation<int, bool>("call", static (_, _, _) =>
        {
            Task reply = Task.Delay(TimeSpan.FromMilliseconds(600), CancellationToken.None);
            SynchronousCaller.AwaitReply(reply);
            return new(reply.IsCompleted);
        })
        { Subject = static _ => "key" };
        LimitedCalls calls = CallsWithin(TimeSpan.FromHours(1), TimeProvider.System);
        bool hasReply = await Task.Factory.StartNew(() =>
        {
            using (SynchronousCaller.Enter())
                return SynchronousCaller.ResultOf(calls.CallAsync(waiting, 0, CancellationToken.None));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(hasReply, Is.True);
    }

    private static LimitedCalls CallsWithin(TimeSpan timeout, TimeProvider time) =>
        new(new RecordingBackend(time), new StoreHealth("store", time, timeout), timeout);
}
