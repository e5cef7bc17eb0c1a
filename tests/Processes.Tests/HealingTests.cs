using CacheKit.Conformance;
using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Removals that a disconnected process could not send to Redis apply in that process immediately, and everywhere after the network is
/// restored.
/// </summary>
[TestFixture("plain")]
[TestFixture("tiered")]
internal sealed class HealingTests(string nodes)
{
    private RedisServer _redis = null!;
    private TcpProxy _network = null!;
    private Cluster _cluster = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _network = new TcpProxy(_redis.Host, _redis.Port);
        _cluster = new Cluster("redis", _redis.ConnectionString)
            .Start(
                1, settings => settings with { IsTiered = nodes == "tiered", Timeout = new StoreOptions().Timeout!.Value, Address = _network.ConnectionString })
            .Start(1, settings => settings with { IsTiered = nodes == "tiered" });
        await _cluster.WarmUpAsync();
    }

    [OneTimeTearDown]
    public async Task End()
    {
        await _cluster.DisposeAsync();
        await _network.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [TestCase(NodeOperation.Remove)]
    [TestCase(NodeOperation.Clear)]
    [TestCase(NodeOperation.Evict)]
    [TestCase(NodeOperation.Set)]
    public async Task Pending_removals_are_replayed_when_redis_is_reachable(NodeOperation change)
    {
        await Poll.UntilAsync(_cluster.SharesAsync);
        var get = new NodeCommand(NodeOperation.Get) { Key = $"{change}", Tags = [$"{change}"], Expiration = TimeSpan.FromMinutes(5) };
        foreach (NodeProcess node in _cluster.Nodes)
            await node.GetAsync(get);
        _network.Cut();
        long version = _cluster.Database.Write(0);

        await _cluster.Nodes[0].SendAsync(get with { Operation = change });
        NodeValue? own = await FindAsync(_cluster.Nodes[0], get);
        _network.Mend();

        Assert.That(own?.Version ?? version, Is.EqualTo(version));
        await Poll.UntilAsync(async () => await FindAsync(_cluster.Nodes[1], get) is not { } found || found.Version == version);
        NodeValue[] values = [.. await _cluster.Nodes[0].GetAsync(get), .. await _cluster.Nodes[1].GetAsync(get)];
        Assert.That(values.Select(value => value.Version), Has.All.EqualTo(version));
    }

    private static async Task<NodeValue?> FindAsync(NodeProcess node, NodeCommand get) =>
        (await node.SendAsync(get with { Operation = NodeOperation.Find })).Values.Single();
}
