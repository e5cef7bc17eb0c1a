using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A thousand callers of one process for a cold key: one computation on any store, without a lease. Processes with a store in memory share
/// nothing, so there is no corresponding test with several processes.
/// </summary>
internal sealed class OneProcessTests
{
    [TestCase("memory")]
    [TestCase("redis")]
    [TestCase("memcached")]
    [TestCase("dynamodb")]
    public async Task A_thousand_callers_compute_a_cold_key_once(string store)
    {
        string address = store == "memory" ? "" : await SharedServers.AddressAsync(store);
        await using Cluster cluster = new Cluster(store, address).Start();
        var get = new NodeCommand(NodeOperation.Get) { Key = "key", Callers = 1_000, Takes = TimeSpan.FromMilliseconds(100) };

        await cluster.WarmUpAsync();
        NodeValue[] values = await cluster.Nodes[0].GetAsync(get);

        Assert.That(values, Has.Length.EqualTo(1_000));
        Assert.That(values.Distinct(), Is.EqualTo(new[] { new NodeValue(0, "node 1", 1) }));
    }
}
