using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Tests of the nodes that the other tests depend on.</summary>
internal sealed class NodeTests
{
    [Test]
    public async Task A_node_computes_a_missing_value_and_stores_it()
    {
        await using Cluster cluster = new Cluster("memory", "").Start();
        cluster.Database.Write(3);
        var get = new NodeCommand(NodeOperation.Get) { Key = "key", Row = 3 };

        NodeValue[] first = await cluster.Nodes[0].GetAsync(get);
        cluster.Database.Write(3);
        NodeValue[] second = await cluster.Nodes[0].GetAsync(get);

        Assert.That(first.Concat(second), Is.EqualTo(Enumerable.Repeat(new NodeValue(1, "node 1", 1), 2)));
    }

    [Test]
    public async Task A_killed_node_fails_its_commands()
    {
        await using Cluster cluster = new Cluster("memory", "").Start();
        Task<NodeValue[]> get = cluster.Nodes[0].GetAsync(new NodeCommand(NodeOperation.Get) { Key = "key", Takes = TimeSpan.FromHours(1) });

        cluster.Nodes[0].Kill();

        Assert.That(async () => await get, Throws.InvalidOperationException);
    }
}
