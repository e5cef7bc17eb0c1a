using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Changes rows of a database, and makes one node or another apply each change to its cache, by all operations. Changes within a namespace
/// do not overlap, so that each has a defined order.
/// </summary>
internal sealed class Changes(Cluster cluster, History history, Pace pace) : IDisposable
{
    // Clears are rare, since each affects all rows of a namespace.
    private const int Clears = 25;

    private static readonly NodeOperation[] _ofKeys = [NodeOperation.Remove, NodeOperation.Set];
    private static readonly NodeOperation[] _ofTags = [NodeOperation.Evict, NodeOperation.EvictSoftly];

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, RowEntry.Namespaces).Select(_ => new SemaphoreSlim(1))];

    public async Task RunAsync(int number, CancellationToken end)
    {
        var random = new Random(number);
        int[] rows = [.. Enumerable.Range(0, pace.Rows).Where(row => row % RowEntry.Namespaces == number)];
        using var timer = new PeriodicTimer(pace.BetweenChanges);
        while (!end.IsCancellationRequested)
        {
            NodeProcess[] nodes = [.. cluster.Nodes.Where(node => !node.IsPaused)];
            NodeProcess node = nodes[random.Next(nodes.Length)];
            int row = rows[random.Next(rows.Length)];
            NodeOperation[] kinds = RowEntry.HasTag(row) ? [.. _ofKeys, .. _ofTags] : _ofKeys;
            await (random.Next(Clears) == 0 ? ChangeAsync(node, NodeOperation.Clear, rows) : ChangeAsync(node, kinds[random.Next(kinds.Length)], [row]));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Makes a node set a row, and returns the version.</summary>
    public async Task<long> SetAsync(NodeProcess node, int row) => (await ChangeAsync(node, NodeOperation.Set, [row])).Versions[row];

    public void Dispose() => Array.ForEach(_gates, gate => gate.Dispose());

    private async Task<Change> ChangeAsync(NodeProcess node, NodeOperation kind, int[] rows)
    {
        SemaphoreSlim gate = _gates[rows[0] % RowEntry.Namespaces];
        await gate.WaitAsync();
        try
        {
            var versions = rows.ToDictionary(row => row, cluster.Database.Write);
            NodeAnswer answer = await node.SendAsync(RowEntry.Command(kind, rows[0]));
            var change = new Change(kind, node.Name, answer.StartedAt, answer.EndedAt, versions) { IsTaken = answer.IsTaken };
            history.Add(change);
            return change;
        }
        finally
        {
            gate.Release();
        }
    }
}
