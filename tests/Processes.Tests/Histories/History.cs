using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// The changes with their nodes and times, which the reads of the nodes are checked against. All times are those that the nodes recorded,
/// so a machine that pauses does not cause false findings.
/// </summary>
internal sealed class History(HistoryRules rules)
{
    private readonly Lock _lock = new();
    private readonly List<Change> _changes = [];

    /// <summary>The number of changes that the store accepted.</summary>
    public int Taken => Count(change => change.IsTaken);

    /// <summary>The number of changes that the store did not accept at the time.</summary>
    public int Refused => Count(change => !change.IsTaken);

    public void Add(Change change)
    {
        if (change.IsTaken)
            change.HoldsFrom = change.EndedAt;
        lock (_lock)
            _changes.Add(change);
    }

    /// <summary>The changes that the store did not accept and that are not known to be replayed.</summary>
    public IReadOnlyList<Change> Unhealed
    {
        get
        {
            lock (_lock)
                return [.. _changes.Where(change => change.HoldsFrom is null)];
        }
    }

    /// <summary>The soft evictions that no later change of the same row follows.</summary>
    public IReadOnlyList<Change> SoftlyEvicted()
    {
        lock (_lock)
        {
            IEnumerable<Change> last = _changes.SelectMany(change => change.Versions.Keys, (change, row) => (change, row))
                .GroupBy(changed => changed.row)
                .Select(row => row.MaxBy(changed => changed.change.EndedAt).change);
            return [.. last.Where(change => change.Kind == NodeOperation.EvictSoftly)];
        }
    }

    public Findings Check(IReadOnlyCollection<NodeRecord> records)
    {
        var findings = new Findings();
        var origins = new ValueOrigins(records);
        ILookup<int, NodeRead> reads = records.SelectMany(record => record.Reads).ToLookup(read => read.Row);
        Change[] changes;
        lock (_lock)
            changes = [.. _changes.OrderBy(change => change.EndedAt)];

        foreach (IGrouping<int, NodeRead> row in reads)
        {
            Promise[] promises = [.. changes.Where(change => change.Versions.ContainsKey(row.Key)).Select(change => new Promise(
                change, change.Versions[row.Key]))];
            NodeRead[] ordered = [.. row.OrderBy(read => read.StartedAt)];
            new RowCheck(row.Key, rules, promises, ordered, origins.Of(ordered, promises)).Run(findings);
        }

        return findings;
    }

    private int Count(Func<Change, bool> condition)
    {
        lock (_lock)
            return _changes.Count(condition);
    }
}
