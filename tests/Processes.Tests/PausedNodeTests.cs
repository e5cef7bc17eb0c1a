using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A node with an L1 is paused, like a virtual machine that is migrated, and resumes with its old state; invalidation messages reach it
/// late.
/// </summary>
internal sealed class PausedNodeTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);

    [Test]
    public async Task A_process_that_missed_an_eviction_drops_its_L1_copies()
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
