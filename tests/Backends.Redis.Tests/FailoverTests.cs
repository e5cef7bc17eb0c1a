using System.Collections.Concurrent;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Failover from a primary to its replica.</summary>
[TestFixture]
public sealed class FailoverTests
{
    // Half of the minute after which the library checks the roles by default.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(30);

    private RedisServer _primary = null!;
    private RedisServer _replica = null!;

    [SetUp]
    public async Task Start()
    {
        _primary = await RedisServer.StartAsync();
        _replica = await RedisServer.StartAsync();
        await _replica.FollowAsync(_primary);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_replica is null)
            return;

        await _primary.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_replica_that_is_promoted_after_its_primary_was_killed_is_written_to(bool isPrimaryFirst)
    {
        await using var backend = new RedisBackend(Addresses(isPrimaryFirst));
        await Poll.UntilAsync(() => WritesAsync(backend));

        _primary.Kill();
        await _replica.PromoteAsync();

        await Poll.UntilAsync(() => WritesAsync(backend), _bound);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Servers_that_swap_roles_are_used_in_their_new_roles(bool isPrimaryFirst)
    {
        await using var backend = new RedisBackend(Addresses(isPrimaryFirst));
        await Poll.UntilAsync(() => WritesAsync(backend));

        await SwapAsync();

        await Poll.UntilAsync(() => WritesAsync(backend), _bound);
    }

    [Test]
    public async Task A_connection_of_the_caller_finds_a_promoted_replica_too()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(Addresses(isPrimaryFirst: true));
        await using var backend = new RedisBackend(connection);
        await Poll.UntilAsync(() => WritesAsync(backend));

        _primary.Kill();
        await _replica.PromoteAsync();

        await Poll.UntilAsync(() => WritesAsync(backend), _bound);
    }

    [Test]
    public async Task A_connection_of_the_caller_finds_swapped_roles_too()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(Addresses(isPrimaryFirst: true));
        await using var backend = new RedisBackend(connection);
        await Poll.UntilAsync(() => WritesAsync(backend));

        await SwapAsync();

        await Poll.UntilAsync(() => WritesAsync(backend), _bound);
    }

    [Test]
    public async Task A_Sentinel_names_the_new_primary()
    {
        await using RedisServer sentinel = await RedisServer.StartSentinelAsync("cache", _primary);
        await using var backend = new RedisBackend($"{sentinel.ConnectionString},serviceName=cache");
        await Poll.UntilAsync(() => WritesAsync(backend));

        _primary.Kill();

        await Poll.UntilAsync(() => WritesAsync(backend));
        Assert.That(await _replica.SendAsync("EXISTS", "key"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Processes_that_connect_before_and_after_a_swap_of_roles_receive_messages_of_each_other()
    {
        await using RedisBackend before = await SharedServers.ConnectAsync(Addresses(isPrimaryFirst: true));
        ConcurrentQueue<string> heardBefore = await ReceiveAsync(before);

        await SwapAsync();
        await Poll.UntilAsync(() => WritesAsync(before), _bound);
        await using RedisBackend after = await SharedServers.ConnectAsync(Addresses(isPrimaryFirst: true));
        ConcurrentQueue<string> heardAfter = await ReceiveAsync(after);

        await before.PublishAsync("channel", "from before"u8.ToArray());
        await after.PublishAsync("channel", "from after"u8.ToArray());
        await Poll.UntilAsync(() => new(heardBefore.Count == 2 && heardAfter.Count == 2));
    }

    private static async Task<ConcurrentQueue<string>> ReceiveAsync(RedisBackend backend)
    {
        var heard = new ConcurrentQueue<string>();
        await backend.SubscribeAsync("channel", message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)));
        return heard;
    }

    private async Task SwapAsync()
    {
        await _replica.PromoteAsync();
        await _primary.FollowAsync(_replica);
    }

    private string Addresses(bool isPrimaryFirst) => isPrimaryFirst
        ? $"{_primary.ConnectionString},{_replica.ConnectionString}"
        : $"{_replica.ConnectionString},{_primary.ConnectionString}";

    private static async ValueTask<bool> WritesAsync(RedisBackend backend)
    {
        try
        {
            await backend.SetAsync("key", "payload"u8.ToArray(), TimeSpan.FromMinutes(1));
            return await backend.GetAsync("key") is not null;
        }
        catch (Exception exception) when (exception is RedisException or StoreRefusedException)
        {
            return false;
        }
    }
}
