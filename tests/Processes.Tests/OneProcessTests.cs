using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Many callers of one process on a cold key: one computation, whatever the store, and without a lease. Processes with a store
/// in memory share nothing, so this is all that can be said of it.
/// </summary>
internal sealed class OneProcessTests
{
    [TestCase("memory", 1_000)]
    [TestCase("redis", 1_000)]
    [TestCase("memcached", 1_000)]
    [TestCase("dynamodb", 100)]
    public async Task Callers_that_come_at_once_compute_a_cold_key_once(string store, int callers)
    {
        string address = store == "memory" ? "" : await SharedServers.AddressAsync(store);
        await using Cluster cluster = new Cluster(store, address).Start();
        var get = new NodeCommand(NodeOperation.Get) { Key = "key", Callers = callers, Takes = TimeSpan.FromMilliseconds(100) };

        await cluster.WarmUpAsync();
        NodeValue[] values = await cluster.Nodes[0].GetAsync(get);

        Assert.That(values, Has.Length.EqualTo(callers));
        Assert.That(values.Distinct(), Is.EqualTo(new[] { new NodeValue(0, "node 1", 1) }));
    }
}
