using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A node with a level in memory stands still, as a virtual machine does that is moved, and goes on with what it had; what was said
/// meanwhile reaches it late.
/// </summary>
internal sealed class PausedNodeTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);

    [Test]
    public async Task One_that_has_missed_what_was_evicted_believes_nothing_of_what_it_had()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using var network = new TcpProxy(redis.Host, redis.Port);
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString)
            .Start(1, settings => Tiered(settings) with { Address = network.ConnectionString, Timeout = new StoreOptions().Timeout!.Value })
            .Start(2, Tiered);
        using var trial = new Trial(cluster, new HistoryRules { Bound = _bound, IsTiered = true, LosesEntries = true });
        await trial.StartAsync();

        network.Swallow();
        await cluster.Nodes[0].PauseAsync();
        await Trial.LastAsync(_bound + TimeSpan.FromSeconds(2));
        await cluster.Nodes[0].ResumeAsync();
        await Trial.LastAsync(TimeSpan.FromSeconds(1));
        network.Mend();
        await trial.HealAsync();

        Findings findings = await trial.EndAsync();
        Assert.That(findings.Failures, Is.Empty);
        Assert.That(findings.Wrong, Is.Empty, () => string.Join('\n', findings.Wrong.Take(20)));
    }

    private static NodeSettings Tiered(NodeSettings settings) => settings with { IsTiered = true, Staleness = _bound };
}
