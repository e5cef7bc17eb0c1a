using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>A node with a level in memory stands still, as a virtual machine does that is moved, and goes on with what it had.</summary>
internal sealed class PausedNodeTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);

    [Test]
    public async Task One_that_has_missed_what_was_evicted_believes_nothing_of_what_it_had()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString).Start(3, settings => settings with { IsTiered = true, Staleness = _bound });
        using var trial = new Trial(cluster);
        await trial.StartAsync();

        for (int i = 0; i < 2; i++)
        {
            await cluster.Nodes[0].PauseAsync();
            await Trial.LastAsync(_bound + TimeSpan.FromSeconds(2));
            await cluster.Nodes[0].ResumeAsync();
            await trial.RecoverAsync();
        }

        NodeRead[] reads = await trial.EndAsync(TimeSpan.Zero);
        Assert.That(reads.Select(read => read.Failure).OfType<string>(), Is.Empty);
        IReadOnlyList<string> wrong = trial.History.WrongReads(reads, _bound);
        Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong.Take(20)));
    }
}
