using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>What the other tests stand on: nodes that do as they are told.</summary>
internal sealed class NodeTests
{
    [Test]
    public async Task A_node_computes_what_it_has_not_and_keeps_it()
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
    public async Task A_node_that_is_killed_fails_what_it_was_told()
    {
        await using Cluster cluster = new Cluster("memory", "").Start();
        Task<NodeValue[]> get = cluster.Nodes[0].GetAsync(new NodeCommand(NodeOperation.Get) { Key = "key", Takes = TimeSpan.FromHours(1) });

        cluster.Nodes[0].Kill();

        Assert.That(async () => await get, Throws.InvalidOperationException);
    }
}
