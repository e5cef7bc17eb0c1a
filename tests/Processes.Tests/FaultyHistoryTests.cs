using System.Diagnostics;
using System.Globalization;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Reads and changes on each store and each pair of levels, with all operations, under one fault after another. A short run injects each
/// fault that is not an outage once. If the environment variable CACHEKIT_HISTORY gives a duration in seconds (600 for a manual run), all
/// faults are injected, also while a clock is wrong, and also on DynamoDB.
/// </summary>
[TestFixtureSource(nameof(SetUps))]
internal sealed class FaultyHistoryTests(string store, bool isTiered)
{
    private const long SizeLimit = 40_000;

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static readonly bool _isLong = Environment.GetEnvironmentVariable("CACHEKIT_HISTORY") is { Length: > 0 };

    private static readonly TimeSpan _length = TimeSpan.FromSeconds(
        _isLong ? double.Parse(Environment.GetEnvironmentVariable("CACHEKIT_HISTORY")!, CultureInfo.InvariantCulture) : 0);

    private static readonly TimeSpan _fault = TimeSpan.FromSeconds(_isLong ? 5 : 1);

    private readonly Dictionary<string, int> _inflicted = [];

    // DynamoDB Local takes longer to start than a short run lasts.
    private static IEnumerable<TestFixtureData> SetUps =>
        from store in (string[])["memory", "redis", "memcached", "cluster", .. _isLong ? (string[])["dynamodb"] : []]
        from isTiered in (bool[])[false, true]
        where isTiered ? store != "memory" : store != "cluster"
        select new TestFixtureData(store, isTiered);

    [Test]
    public async Task No_read_finds_what_was_before_a_change_that_has_ended_longer_ago_than_the_bound()
    {
        await using FaultyStore faulty = await FaultyStore.StartAsync(store);
        await using var cluster = new Cluster(faulty.Name, faulty.Address);
        if (isTiered)
            await cluster.PublishFirstChangeAsync();
        cluster.Start(1, settings => Settings(settings) with { HasOwnClock = true, Address = faulty.NetworkAddress }).Start(2, Settings);
        using var trial = new Trial(cluster, Rules, Pace);
        await trial.StartAsync();

        Fault[] faults = FaultsOf(faulty, cluster);
        long startedAt = Stopwatch.GetTimestamp();
        for (int i = 0; i < faults.Length || Stopwatch.GetElapsedTime(startedAt) < _length; i++)
            await InflictAsync(trial, faults[i % faults.Length]);

        long evicted = await faulty.EvictedAsync();
        AssertRight(trial, await trial.EndAsync(), evicted);
    }

    private Pace Pace => new(
        Rows: 64, BetweenReads: TimeSpan.FromMilliseconds(_isLong ? 100 : 20), BetweenChanges: TimeSpan.FromMilliseconds(_isLong ? 500 : 100));

    private HistoryRules Rules => new()
    {
        Bound = isTiered ? _bound : TimeSpan.Zero,
        IsShared = store != "memory",
        IsTiered = isTiered,
        LosesEntries = true,
        ClockStep = _minute,
        ExpiresByClockOfProcess = store == "dynamodb",
    };

    private NodeSettings Settings(NodeSettings settings) => settings with
    {
        IsTiered = isTiered,
        Staleness = _bound,
        SizeLimit = SizeLimit,
        Timeout = store == "dynamodb" ? 5 * new StoreOptions().Timeout!.Value : new StoreOptions().Timeout!.Value,
    };

    private static Fault[] FaultsOf(FaultyStore faulty, Cluster cluster)
    {
        NodeProcess node = cluster.Nodes[0];
        Fault[] clocks = [Fault.OfClock(node, _minute), Fault.OfClock(node, -_minute)];
        var pause = new Fault("node paused", IsOutage: true, node.PauseAsync, node.ResumeAsync);
        Fault[] all = [.. clocks, pause, .. faulty.Faults, .. faulty.Faults.SelectMany(fault => clocks.Select(fault.With))];
        return _isLong ? all : [.. all.Where(fault => !fault.IsOutage)];
    }

    private async Task InflictAsync(Trial trial, Fault fault)
    {
        await fault.BeginAsync();
        await Trial.LastAsync(_fault);
        await fault.EndAsync();
        if (fault.IsOutage && store != "memory")
            await trial.HealAsync();
        await Trial.LastAsync(_fault);
        _inflicted[fault.Name] = _inflicted.GetValueOrDefault(fault.Name) + 1;
    }

    private void AssertRight(Trial trial, Findings findings, long evicted)
    {
        TestContext.Out.WriteLine(
            $"{store}{(isTiered ? " in two levels" : "")}: {findings.Reads} reads, {findings.Failures.Count} failed, {findings.Wrong.Count} wrong; "
            + $"{trial.History.Taken} changes taken, {trial.History.Refused} not; "
            + $"{_inflicted.Values.Sum()} faults ({string.Join(", ", _inflicted.Select(fault => $"{fault.Value} {fault.Key}"))}), "
            + $"{evicted} thrown out by the store; at worst {findings.WorstStaleness.TotalMilliseconds:0} ms stale, of {Rules.Bound.TotalMilliseconds:0} ms; "
            + $"served softly for {findings.LongestSoftService.TotalMilliseconds:0} ms; {findings.Allowed} allowed; "
            + $"the longest read took {findings.LongestRead.TotalMilliseconds:0} ms");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Failures, Is.Empty);
            Assert.That(findings.Wrong, Is.Empty, () => string.Join('\n', findings.Wrong.Take(20)));
            Assert.That(trial.History.Taken, Is.GreaterThan(trial.History.Refused / 10));
        }
    }
}
