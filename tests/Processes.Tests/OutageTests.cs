using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>Redis, or the network to it, fails and recovers under load, while evictions continue.</summary>
[TestFixture("plain")]
[TestFixture("tiered")]
internal sealed class OutageTests(string nodes)
{
    // Longer than the staleness bound, so that a copy that is kept too long is detected.
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);

    [Test]
    public async Task Nothing_fails_and_nothing_is_older_than_the_bound_when_redis_is_paused_and_killed_and_restarted()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString).Start(3, Impatient);
        using var trial = new Trial(cluster, Rules);
        await trial.StartAsync();

        await redis.PauseAsync();
        await Trial.LastAsync(_outage);
        await redis.ResumeAsync();
        await trial.HealAsync();

        redis.Kill();
        await Trial.LastAsync(_outage);
        await redis.RestartAsync();
        await trial.HealAsync();

        AssertRight(trial, await trial.EndAsync());
    }

    [Test]
    public async Task Nothing_fails_and_nothing_is_older_than_the_bound_when_one_node_is_cut_off()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using var network = new TcpProxy(redis.Host, redis.Port);
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString)
            .Start(2, Impatient)
            .Start(1, settings => Impatient(settings) with { Address = network.ConnectionString });
        using var trial = new Trial(cluster, Rules);
        await trial.StartAsync();

        network.Cut();
        await Trial.LastAsync(_outage);
        network.Mend();
        await trial.HealAsync();

        network.Swallow();
        await Trial.LastAsync(_outage);
        network.Mend();
        await trial.HealAsync();

        AssertRight(trial, await trial.EndAsync());
    }

    private NodeSettings Impatient(NodeSettings settings) =>
        settings with { Timeout = new StoreOptions().Timeout!.Value, IsTiered = nodes == "tiered", Staleness = _bound };

    // On one level, a change that Redis has accepted applies immediately.
    private HistoryRules Rules => new() { Bound = nodes == "tiered" ? _bound : TimeSpan.Zero, IsTiered = nodes == "tiered", LosesEntries = true };

    private static void AssertRight(Trial trial, Findings findings)
    {
        TestContext.Out.WriteLine(
            $"{findings.Reads} reads, {findings.Failures.Count} failed, {findings.Wrong.Count} wrong, the longest took " +
                $"{findings.LongestRead.TotalSeconds:0.000} s; "
            + $"{trial.History.Taken} changes taken, {trial.History.Refused} not; "
            + $"back after {string.Join(" and ", trial.Recoveries.Select(time => $"{time.TotalSeconds:0.0} s"))}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Failures, Is.Empty);
            Assert.That(findings.Wrong, Is.Empty, () => string.Join('\n', findings.Wrong.Take(20)));
            Assert.That(trial.History.Refused, Is.GreaterThan(0), "The store was down, and some changes could not be taken.");
            Assert.That(trial.History.Taken, Is.GreaterThan(trial.History.Refused / 10));
        }
    }
}
