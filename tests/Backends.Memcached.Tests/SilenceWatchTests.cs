namespace CacheKit.Backends.Memcached.Tests;

/// <summary>When a server counts as silent.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SilenceWatchTests
{
    private readonly SilenceWatch _watch = new(TimeSpan.FromSeconds(1));

    [Test]
    public void A_server_is_silent_once_the_oldest_request_has_waited_for_the_timeout()
    {
        Request request = Sent(1);
        Assert.That(
            Enumerable.Range(1, 4).Select(turn => _watch.IsTooLong(request, request.SentAt + (turn * 250))),
            Is.EqualTo(new[] { false, false, false, true }));
    }

    [Test]
    public void The_time_in_which_the_process_does_not_run_does_not_count()
    {
        Request request = Sent(1);
        long resumed = request.SentAt + 60_000;

        // Timers that were due in the meantime come all at once.
        Assert.That(Enumerable.Range(0, 10).Select(turn => _watch.IsTooLong(request, resumed + turn)), Is.All.False);
        Assert.That(_watch.IsTooLong(request, resumed + 250), Is.False);
        Assert.That(_watch.IsTooLong(request, resumed + 500), Is.False);
        Assert.That(_watch.IsTooLong(request, resumed + 750), Is.True);
    }

    [Test]
    public void A_server_that_answers_is_not_silent()
    {
        for (uint turn = 1; turn < 100; turn++)
        {
            Request request = Sent(turn);
            Assert.That(_watch.IsTooLong(request, request.SentAt + 5_000), Is.False);
        }
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(500)]
    public void The_interval_is_at_least_a_millisecond(int timeout) =>
        Assert.That(new SilenceWatch(TimeSpan.FromMilliseconds(timeout)).Interval.TotalMilliseconds, Is.EqualTo(Math.Max(1, timeout / 4.0)));

    private static Request Sent(uint opaque)
    {
        var request = new Request();
        request.Sending(opaque, ReplyStatus.Value);
        return request;
    }

    private sealed class Request : PendingRequest
    {
        protected override void Accept(in MemcachedReply reply) => throw new NotSupportedException();

        public override void Fail(Exception exception) => throw new NotSupportedException();
    }
}
