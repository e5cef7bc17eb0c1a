using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A cluster under load: all nodes read the entries of all rows and change them as the database changes, while faults are injected. At the
/// end, failed reads and reads of invalid values are reported.
/// </summary>
/// <remarks>
/// A change that the store accepted binds all nodes from then on. A change that it rejected binds the node that made it, and the others
/// once that node has reached its store again and replayed the change.
/// </remarks>
internal sealed class Trial(Cluster cluster, HistoryRules rules, Pace? pace = null) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    // The time that another process may need to receive a change.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private const int LooksAtOneSet = 30;

    private readonly Pace _pace = pace ?? Pace.Fast;
    private readonly CancellationTokenSource _end = new();
    private readonly List<TimeSpan> _recoveries = [];
    private Changes? _changes;
    private Task[] _changing = [];

    public History History { get; } = new(rules);

    /// <summary>The time after each outage until the nodes shared entries again.</summary>
    public IReadOnlyList<TimeSpan> Recoveries => _recoveries;

    public async Task StartAsync()
    {
        await cluster.WarmUpAsync();
        await cluster.StartLoadAsync(new NodeCommand(NodeOperation.StartLoad) { Rows = _pace.Rows, Pause = _pace.BetweenReads });
        await cluster.ReadsAsync(_pace.Rows);
        _changes = new Changes(cluster, History, _pace);
        _changing = [.. Enumerable.Range(0, RowEntry.Namespaces).Select(number => _changes.RunAsync(number, _end.Token))];
    }

    /// <summary>Continues the load for a time.</summary>
    public static Task LastAsync(TimeSpan time)
    {
        long startedAt = Stopwatch.GetTimestamp();
        return Poll.UntilAsync(() => new(Stopwatch.GetElapsedTime(startedAt) > time), within: time + TimeSpan.FromMinutes(1));
    }

    /// <summary>
    /// Returns when, after an outage, every node shares entries with every other again, and the nodes have replayed the rejected changes:
    /// the next outage may start.
    /// </summary>
    public async Task HealAsync()
    {
        long mendedAt = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(cluster.SharesAsync, _patience);
        _recoveries.Add(Stopwatch.GetElapsedTime(mendedAt));
        await Task.WhenAll(History.Unhealed.Select(HealAsync));
    }

    /// <summary>Ends the load after enough time to detect violations.</summary>
    public async Task<Findings> EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_changing);
        while (History.Unhealed.Count > 0)
            await HealAsync();
        foreach (Change change in History.SoftlyEvicted())
            await ReplacedAsync(change);
        await LastAsync(rules.Bound + TimeSpan.FromSeconds(1));
        return History.Check(await cluster.StopLoadAsync());
    }

    public void Dispose()
    {
        _end.Dispose();
        _changes?.Dispose();
    }

    // A node reads a pending removal as a miss, whatever the store holds. So it has removed the entry once it finds what another node has
    // stored.
    private async Task HealAsync(Change change)
    {
        NodeProcess node = cluster.Nodes.Single(node => node.Name == change.Node);
        NodeProcess other = cluster.Nodes.First(other => other != node);
        int row = change.Versions.Keys.First();
        await Poll.UntilAsync(() => FindsAsync(node, other, row), _patience);
        change.HoldsFrom = Stopwatch.GetTimestamp();
    }

    // Other nodes change the row in the meantime, so this may take several attempts.
    private async ValueTask<bool> FindsAsync(NodeProcess node, NodeProcess other, int row)
    {
        long version = await _changes!.SetAsync(other, row);
        using var timer = new PeriodicTimer(_interval);
        for (int look = 0; look < LooksAtOneSet; look++)
        {
            NodeValue? found = (await node.SendAsync(RowEntry.Command(NodeOperation.Find, row))).Values.Single();
            if (found is not null && found.Node != node.Name && found.Version >= version)
                return true;
            await timer.WaitForNextTickAsync();
        }

        return false;
    }

    // The old value is served until the new one has been computed.
    private async Task ReplacedAsync(Change change)
    {
        (int row, long version) = change.Versions.Single();
        foreach (NodeProcess node in cluster.Nodes.Where(node => rules.IsShared || node.Name == change.Node))
            await Poll.UntilAsync(async () => (await node.GetAsync(RowEntry.Command(NodeOperation.Get, row))).Single().Version >= version);
    }
}
