using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// A cluster under load: all nodes read the keys of all rows, and have them evicted as the database changes, while something is done to
/// their store. In the end it is told which reads failed, and which saw what had been evicted.
/// </summary>
/// <remarks>
/// An eviction that the store has taken binds all nodes from then on. One that it has not binds the node that was asked to evict, and
/// the others once that node reaches its store again, and has had the time to carry it out.
/// </remarks>
internal sealed class Trial(Cluster cluster) : IDisposable
{
    // How long a node that reaches its store again may take to carry out what the store has not taken.
    private static readonly TimeSpan _healing = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly List<(int Row, long Version)> _refused = [];
    private readonly List<TimeSpan> _recoveries = [];
    private Task[] _evictions = [];

    public History History { get; } = new();

    /// <summary>How many evictions a store has not taken so far.</summary>
    public int Refused { get; private set; }

    /// <summary>How long after each outage the nodes needed to share entries again.</summary>
    public IReadOnlyList<TimeSpan> Recoveries => _recoveries;

    public async Task StartAsync()
    {
        await cluster.WarmUpAsync();
        await cluster.StartLoadAsync(new NodeCommand(NodeOperation.StartLoad) { Expiration = TimeSpan.FromMinutes(10) });
        await cluster.ReadsAsync(Database.Rows);
        _evictions = [.. Enumerable.Range(0, cluster.Nodes.Count).Select(EvictAsync)];
    }

    /// <summary>Lets the load go on for a time.</summary>
    public static Task LastAsync(TimeSpan time)
    {
        long startedAt = Stopwatch.GetTimestamp();
        return Poll.UntilAsync(() => new(Stopwatch.GetElapsedTime(startedAt) > time), within: time + TimeSpan.FromMinutes(1));
    }

    /// <summary>Returns when, after an outage, every node shares entries with every other again: by itself, none was restarted.</summary>
    public async Task RecoverAsync()
    {
        long mendedAt = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(cluster.SharesAsync, within: TimeSpan.FromMinutes(2));
        _recoveries.Add(Stopwatch.GetElapsedTime(mendedAt));
        PromiseRefused();
    }

    /// <summary>Returns when every node shares entries again, and when the nodes have had the time to carry out what the store has not taken: another outage may begin.</summary>
    public async Task HealAsync()
    {
        await RecoverAsync();
        await LastAsync(_healing);
    }

    /// <summary>Ends the load, when there was time to see what is wrong.</summary>
    public async Task<NodeRead[]> EndAsync(TimeSpan bound)
    {
        await _end.CancelAsync();
        await Task.WhenAll(_evictions);
        PromiseRefused();
        await LastAsync(_healing + bound + TimeSpan.FromSeconds(1));
        return await cluster.StopLoadAsync();
    }

    public void Dispose() => _end.Dispose();

    // Each node has rows of its own to evict, one after another, so that what an eviction leaves behind is seen before the next.
    private async Task EvictAsync(int first)
    {
        NodeProcess node = cluster.Nodes[first];
        using var timer = new PeriodicTimer(_pause);
        for (int row = first; !_end.IsCancellationRequested; row = row + cluster.Nodes.Count < Database.Rows ? row + cluster.Nodes.Count : first)
        {
            long version = cluster.Database.Write(row);
            NodeAnswer evicted = await node.SendAsync(new NodeCommand(NodeOperation.Evict) { Tags = [RowName.Of(row)] });
            if (evicted.IsTaken)
                History.Promised(row, version, evicted.EndedAt);
            else
                Refuse(node, row, version, evicted.EndedAt);
            await timer.WaitForNextTickAsync();
        }
    }

    private void PromiseRefused()
    {
        long healedAt = Stopwatch.GetTimestamp() + (long)(_healing.TotalSeconds * Stopwatch.Frequency);
        lock (_refused)
        {
            foreach ((int row, long version) in _refused)
                History.Promised(row, version, healedAt);
            _refused.Clear();
        }
    }

    private void Refuse(NodeProcess node, int row, long version, long at)
    {
        History.PromisedBy(node.Name, row, version, at);
        lock (_refused)
        {
            _refused.Add((row, version));
            Refused++;
        }
    }
}
