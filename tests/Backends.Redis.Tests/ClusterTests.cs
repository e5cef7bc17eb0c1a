using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A cluster with moving hash slots, cut links between nodes, and a node that fails and comes back.</summary>
[TestFixture]
public sealed class ClusterTests
{
    private const string Channel = "channel";

    private readonly List<RedisBackend> _backends = [];
    private RedisCluster _cluster = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await RedisCluster.StartAsync();
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_cluster is null)
            return;

        foreach (RedisBackend backend in _backends)
            await backend.DisposeAsync();
        _backends.Clear();
        await _cluster.DisposeAsync();
    }

    // In both directions: a clear scans one of the two nodes first, and by itself misses keys that move there afterwards.
    [TestCase(0, 1)]
    [TestCase(1, 0)]
    public async Task Earlier_entries_do_not_survive_a_clear_while_their_slot_moves(int source, int destination)
    {
        RedisBackend backend = await ConnectAsync();
        (RedisServer from, RedisServer to) = (_cluster.Nodes[source], _cluster.Nodes[destination]);
        string[] tags = [.. (await Task.WhenAll(Enumerable.Range(0, 100).Select(TagOnAsync))).Where(tag => tag.Node == source).Select(tag => tag.Name)];
        string[] moving = [.. Enumerable.Range(0, 100).Select(number => $"app:{{{tags[0]}}}:{number}")];
        foreach (string[] keys in Enumerable.Range(0, 30_000).Select(number => $"app:{{{tags[1]}}}:{number}").Concat(moving).Chunk(1_000))
            await Task.WhenAll(keys.Select(key => backend.SetAsync(key, "payload"u8.ToArray(), timeToLive: null).AsTask()));
        int slot = await SlotOfAsync(tags[0]);

        Task<long> clear = backend.ClearAsync("app:").AsTask();
        await Poll.UntilAsync(async () => clear.IsCompleted || await HasScannedAsync(to) || await HasScannedAsync(from));
        await RedisCluster.OpenSlotAsync(slot, from, to);
        await from.SendAsync(["MIGRATE", to.Host, to.PortText, "", "0", "60000", "KEYS", .. moving]);
        await _cluster.CloseSlotAsync(slot, to);
        await clear;

        foreach (RedisServer node in _cluster.Nodes)
            Assert.That(await node.SendAsync("DBSIZE"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Earlier_entries_do_not_survive_a_clear_if_a_slot_was_left_half_moved([Values(0, 1)] int source)
    {
        RedisBackend backend = await ConnectAsync();
        (RedisServer from, RedisServer to) = (_cluster.Nodes[source], _cluster.Nodes[1 - source]);
        string tag = (await Task.WhenAll(Enumerable.Range(0, 100).Select(TagOnAsync))).First(tag => tag.Node == source).Name;
        string[] keys = [.. Enumerable.Range(0, 100).Select(number => $"app:{{{tag}}}:{number}")];
        await Task.WhenAll(keys.Select(key => backend.SetAsync(key, "payload"u8.ToArray(), timeToLive: null).AsTask()));
        await RedisCluster.OpenSlotAsync(await SlotOfAsync(tag), from, to);
        await from.SendAsync(["MIGRATE", to.Host, to.PortText, "", "0", "60000", "KEYS", .. keys[..50]]);

        Assert.That(await backend.ClearAsync("app:"), Is.EqualTo(100));

        foreach (RedisServer node in _cluster.Nodes)
            Assert.That(await node.SendAsync("DBSIZE"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Processes_receive_messages_of_each_other_while_the_links_between_the_nodes_are_cut()
    {
        var heard = new ConcurrentQueue<string>[6];
        for (int i = 0; i < heard.Length; i++)
            heard[i] = await ReceiveAsync(await ConnectAsync());

        _cluster.CutLinks();
        for (int i = 0; i < heard.Length; i++)
            await _backends[i].PublishAsync(Channel, Encoding.UTF8.GetBytes($"from {i}"));

        foreach (ConcurrentQueue<string> messages in heard)
            await Poll.UntilAsync(() => new(messages.Distinct().Count() == heard.Length));
    }

    [Test]
    public async Task A_subscriber_whose_connections_are_killed_is_notified_and_receives_messages_again([Values("normal", "pubsub")] string type)
    {
        int interruptions = 0;
        ConcurrentQueue<string> heard = await ReceiveAsync(await ConnectAsync(), () => Interlocked.Increment(ref interruptions));

        foreach (RedisServer node in _cluster.Nodes)
            await node.SendAsync("CLIENT", "KILL", "TYPE", type);

        await Poll.UntilAsync(() => new(Volatile.Read(ref interruptions) > 0));
        await HearsAgainAsync(heard);
    }

    [Test]
    public async Task A_subscriber_is_notified_and_receives_messages_again_after_the_node_of_its_channel_has_restarted()
    {
        int interruptions = 0;
        ConcurrentQueue<string> heard = await ReceiveAsync(await ConnectAsync(), () => Interlocked.Increment(ref interruptions));
        RedisServer node = _cluster.Nodes[RedisCluster.NodeOf(await SlotOfAsync(Channel))];

        node.Kill();
        await Poll.UntilAsync(() => new(Volatile.Read(ref interruptions) > 0));
        await node.RestartAsync();

        await HearsAgainAsync(heard);
    }

    [Test]
    public async Task A_subscription_that_moves_with_the_slot_of_its_channel_reports_an_interruption()
    {
        int interruptions = 0;
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(RedisServer.Patient(_cluster.ConnectionString));
        await using var backend = new RedisBackend(connection);
        ConcurrentQueue<string> heard = await ReceiveAsync(backend, () => Interlocked.Increment(ref interruptions));
        int slot = await SlotOfAsync(Channel);
        RedisServer destination = _cluster.Nodes[(RedisCluster.NodeOf(slot) + 1) % 3];

        await _cluster.CloseSlotAsync(slot, destination);
        await Poll.UntilAsync(async () =>
        {
            await connection.ConfigureAsync();
            return await destination.SendAsync("PUBLISH", Channel, "message") == "1";
        });

        await Poll.UntilAsync(() => new(Volatile.Read(ref interruptions) == 1));
        await HearsAgainAsync(heard);
    }

    private async Task<RedisBackend> ConnectAsync()
    {
        RedisBackend backend = await SharedServers.ConnectAsync(_cluster.ConnectionString);
        _backends.Add(backend);
        return backend;
    }

    private static async Task<ConcurrentQueue<string>> ReceiveAsync(RedisBackend backend, Action? onInterrupted = null)
    {
        var heard = new ConcurrentQueue<string>();
        await Poll.UntilSucceedsAsync(async () =>
            await backend.SubscribeAsync(Channel, message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)), onInterrupted));
        return heard;
    }

    private async Task HearsAgainAsync(ConcurrentQueue<string> heard)
    {
        RedisBackend other = await ConnectAsync();
        heard.Clear();
        await Poll.UntilAsync(async () =>
        {
            try
            {
                await other.PublishAsync(Channel, "message"u8.ToArray());
            }
            catch (RedisException)
            {
                return false;
            }

            return !heard.IsEmpty;
        });
    }

    private async Task<(string Name, int Node)> TagOnAsync(int number)
    {
        string name = $"tag{number}";
        return (name, RedisCluster.NodeOf(await SlotOfAsync(name)));
    }

    private async Task<int> SlotOfAsync(string key) =>
        int.Parse((await _cluster.Nodes[0].SendAsync("CLUSTER", "KEYSLOT", key))!, CultureInfo.InvariantCulture);

    private static async Task<bool> HasScannedAsync(RedisServer node) =>
        (await node.SendAsync("INFO", "commandstats"))!.Contains("cmdstat_scan:", StringComparison.Ordinal);
}
