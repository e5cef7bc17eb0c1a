using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// What was written to the database, and when a cache promised not to show anything older. A read is wrong when it began more than the
/// bound after such a promise, and saw a version from before it.
/// </summary>
internal sealed class History
{
    private readonly Lock _lock = new();
    private readonly List<Promise> _promises = [];

    /// <summary>How many evictions a store has taken.</summary>
    public int Acknowledged => Count(promise => promise.Node is null);

    /// <summary>From a time on no node may see a version of a row that is older than this one.</summary>
    public void Promised(int row, long version, long at) => Add(new Promise(row, version, at, Node: null));

    /// <summary>The same of one node, and of no other.</summary>
    public void PromisedBy(string node, int row, long version, long at) => Add(new Promise(row, version, at, node));

    /// <summary>The reads that saw what they could not have seen if all promises had been kept within the bound.</summary>
    public IReadOnlyList<string> WrongReads(IEnumerable<NodeRead> reads, TimeSpan bound)
    {
        lock (_lock)
        {
            ILookup<int, Promise> promises = _promises.OrderBy(promise => promise.At).ToLookup(promise => promise.Row);
            return [.. reads.Where(read => read.Failure is null).Select(read => Objection(read, promises[read.Row], bound)).OfType<string>()];
        }
    }

    private static string? Objection(NodeRead read, IEnumerable<Promise> promises, TimeSpan bound)
    {
        Promise? broken = promises.FirstOrDefault(promise =>
            read.Version < promise.Version && (promise.Node ?? read.Node) == read.Node && Stopwatch.GetElapsedTime(promise.At, read.StartedAt) > bound);
        return broken is null
            ? null
            : $"{read.Node} saw version {read.Version} of row {read.Row} {Stopwatch.GetElapsedTime(broken.At, read.StartedAt).TotalSeconds:0.000} s after version {broken.Version} was promised"
                + (broken.Node is null ? "" : " by itself");
    }

    private void Add(Promise promise)
    {
        lock (_lock)
            _promises.Add(promise);
    }

    private int Count(Func<Promise, bool> condition)
    {
        lock (_lock)
            return _promises.Count(condition);
    }
}
