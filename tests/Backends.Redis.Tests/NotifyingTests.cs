using System.Collections.Concurrent;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A subscriber receives messages of other processes, and receives them again after an outage.</summary>
[TestFixture]
public sealed class NotifyingTests
{
    private const string Channel = "channel";

    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;
    private RedisBackend _other = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = await SharedServers.ConnectAsync(_redis.ConnectionString);
        _other = await SharedServers.ConnectAsync(_redis.ConnectionString);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_other is null)
            return;

        await _backend.DisposeAsync();
        await _other.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_subscriber_from_the_first_use_receives_messages_of_another_process()
    {
        ConcurrentQueue<string> heard = await ReceiveAsync();
        await _other.PublishAsync(Channel, "message"u8.ToArray());
        await Poll.UntilAsync(() => new(!heard.IsEmpty));
    }

    [Test]
    public async Task Messages_are_received_again_after_a_killed_server_has_restarted()
    {
        ConcurrentQueue<string> heard = await ReceiveAsync();
        for (var outage = 0; outage < 2; outage++)
        {
            _redis.Kill();
            await Poll.UntilAsync(async () => !await TryPublishAsync());
            await _redis.RestartAsync();
            await Poll.UntilAsync(TryPublishAsync);
            heard.Clear();

            // A message that is published before the client has subscribed again is lost.
            await Poll.UntilAsync(async () => await TryPublishAsync() && !heard.IsEmpty);
        }
    }

    [Test]
    public async Task A_message_is_received_once_after_an_outage()
    {
        ConcurrentQueue<string> heard = await ReceiveAsync();
        _redis.Kill();
        await Poll.UntilAsync(async () => !await TryPublishAsync());
        await _redis.RestartAsync();
        await Poll.UntilAsync(async () => await TryPublishAsync() && !heard.IsEmpty);

        await _other.PublishAsync(Channel, "once"u8.ToArray());
        await _other.PublishAsync(Channel, "last"u8.ToArray());

        await Poll.UntilAsync(() => new(heard.Contains("last")));
        Assert.That(heard.Count(message => message == "once"), Is.EqualTo(1));
    }

    [Test]
    public async Task Neither_is_possible_while_the_server_is_down_and_both_are_afterwards()
    {
        _redis.Kill();
        await Poll.UntilAsync(async () => !await TryPublishAsync());
        Assert.That(async () => await _backend.PublishAsync(Channel, "message"u8.ToArray()), Throws.InstanceOf<RedisException>());
        Assert.That(async () => await ReceiveAsync(), Throws.InstanceOf<RedisException>());

        await _redis.RestartAsync();
        ConcurrentQueue<string>? heard = null;
        await Poll.UntilSucceedsAsync(async () => heard = await ReceiveAsync());
        await Poll.UntilAsync(async () => await TryPublishAsync() && !heard!.IsEmpty);
    }

    [Test]
    public async Task A_failed_subscription_does_not_start_later()
    {
        _redis.Kill();
        await Poll.UntilAsync(async () => !await TryPublishAsync());
        Assert.That(async () => await ReceiveAsync(), Throws.InstanceOf<RedisException>());

        await _redis.RestartAsync();
        await Poll.UntilAsync(TryPublishAsync);
        await Poll.UntilSucceedsAsync(async () => await _backend.GetAsync("key"));
        Assert.That(await _redis.SendAsync("PUBLISH", Channel, "message"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_subscription_that_is_disposed_of_is_ended_on_the_server_too()
    {
        IAsyncDisposable subscription = await _backend.SubscribeAsync(Channel, _ => { });
        Assert.That(await _redis.SendAsync("PUBLISH", Channel, "message"), Is.EqualTo("1"));
        await subscription.DisposeAsync();
        await Poll.UntilAsync(async () => await _redis.SendAsync("PUBLISH", Channel, "message") == "0");
    }

    [Test]
    public async Task A_subscription_is_disposed_of_while_the_server_is_down()
    {
        IAsyncDisposable subscription = await _backend.SubscribeAsync(Channel, _ => { });
        _redis.Kill();
        await Poll.UntilAsync(async () => !await TryPublishAsync());
        await subscription.DisposeAsync();
    }

    private async Task<ConcurrentQueue<string>> ReceiveAsync()
    {
        var heard = new ConcurrentQueue<string>();
        await _backend.SubscribeAsync(Channel, message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)));
        return heard;
    }

    private async ValueTask<bool> TryPublishAsync()
    {
        try
        {
            await _other.PublishAsync(Channel, "message"u8.ToArray());
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
