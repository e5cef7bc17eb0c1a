using System.Collections.Concurrent;
using CacheKit.Conformance;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Cancellation of calls that wait for their replies.</summary>
[TestFixture]
public sealed class CancellationTests
{
    private const string Key = "cancellation:key";

    private CancellationTokenSource _cancellation = null!;
    private Relay _relay = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task ConnectAndHoldReplies()
    {
        _cancellation = new CancellationTokenSource();
        _relay = new Relay(await SharedServers.RedisAsync());
        _backend = await SharedServers.ConnectAsync(_relay.ConnectionString);
        await _backend.RemoveAsync(Key);
        _relay.HoldReplies();
    }

    [TearDown]
    public async Task Disconnect()
    {
        // A skipped test has no set-up.
        if (_relay is null)
            return;

        _relay.Release();
        await _backend.DisposeAsync();
        await _relay.DisposeAsync();
        _cancellation.Dispose();
    }

    [Test]
    public Task A_get_ends() => ExpectEndAsync(_backend.GetAsync(Key, _cancellation.Token).AsTask());

    [Test]
    public Task A_get_with_time_to_live_ends() => ExpectEndAsync(_backend.GetWithTimeToLiveAsync(Key, _cancellation.Token).AsTask());

    [Test]
    public Task A_remove_ends() => ExpectEndAsync(_backend.RemoveAsync(Key, _cancellation.Token).AsTask());

    [Test]
    public Task A_clear_ends() => ExpectEndAsync(_backend.ClearAsync("cancellation:", _cancellation.Token).AsTask());

    // The caller may reuse the buffer after the call, while the client may still be sending it.
    [Test]
    public async Task A_set_that_was_sent_is_waited_for()
    {
        Task set = _backend.SetAsync(Key, "payload"u8.ToArray(), TimeSpan.FromMinutes(1), _cancellation.Token).AsTask();
        await Poll.UntilAsync(() => new(_relay.Sent.Contains("SET", StringComparison.Ordinal)));

        await _cancellation.CancelAsync();

        Assert.That(set.IsCompleted, Is.False);
        _relay.Release();
        await set;
        Assert.That(await _backend.GetAsync(Key), Is.Not.Null);
    }

    [Test]
    public async Task The_failure_of_reads_of_many_keys_is_observed_after_their_caller_has_left()
    {
        // The relay leaves exceptions of its own.
        var unobserved = new ConcurrentQueue<RedisException>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, arguments) =>
            arguments.Exception.InnerExceptions.OfType<RedisException>().ToList().ForEach(unobserved.Enqueue);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await LeaveAsync();
            await _relay.DisconnectAsync();
            for (int i = 0; i < 10; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(10);
            }

            Assert.That(unobserved, Is.Empty);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }
    }

    // In a method of its own, so that nothing keeps the calls.
    private Task LeaveAsync() => ExpectEndAsync(_backend.GetManyWithTimeToLiveAsync(["one", "two"], _cancellation.Token).AsTask());

    private async Task ExpectEndAsync(Task call)
    {
        Assert.That(call.IsCompleted, Is.False);
        await _cancellation.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }
}
