using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Finds the origins of a row's values in the records of the nodes.</summary>
internal sealed class ValueOrigins(IReadOnlyCollection<NodeRecord> records)
{
    // A failure shortly after another one is not recorded separately.
    private static readonly long _resolution = Stopwatch.Frequency / 50;

    private readonly Dictionary<(string, long), long> _computedAt = records
        .SelectMany(record => record.Computations.Select(computation => (record.Node, computation)))
        .ToDictionary(computed => (computed.Node, computed.computation.Number), computed => computed.computation.EndedAt);

    private readonly Dictionary<string, long[]> _failures = records.ToDictionary(record => record.Node, record => record.StoreFailures);

    public Dictionary<(long, string, long), ValueOrigin> Of(IReadOnlyList<NodeRead> reads, IReadOnlyList<Promise> promises)
    {
        Dictionary<long, Change> sets = promises.Where(promise => promise.Change.Kind == NodeOperation.Set).ToDictionary(
            promise => promise.Version, promise => promise.Change);
        return reads.Where(read => read.Value is not null)
            .GroupBy(read => ValueOrigin.IdentityOf(read.Value!))
            .ToDictionary(seen => seen.Key, seen => Of(seen.Key, seen.Min(read => read.EndedAt), sets));
    }

    private ValueOrigin Of((long Version, string Node, long Computation) value, long seenAt, Dictionary<long, Change> sets)
    {
        if (value.Computation == 0)
            return new ValueOrigin(seenAt) { Set = sets[value.Version] };

        // A value computed before the load counts from its first reader on.
        long computedAt = _computedAt.GetValueOrDefault((value.Node, value.Computation), seenAt);
        return new ValueOrigin(seenAt)
        {
            ComputedAt = computedAt,
            MayArriveLate = _failures[value.Node].Any(at => at > computedAt - _resolution
            && at < seenAt)
        };
    }
}
