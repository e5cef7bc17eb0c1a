using System.Numerics;

namespace CacheKit;

// All entries of a store, in parts that each have a lock for writers.
internal sealed class MemoryTable
{
    private const int MostParts = 64;
    private const int PartsPerProcessor = 4;

    private readonly KeyHash _hash = new();
    private readonly TablePart[] _parts;

    // A table with a bound has one part, because the choice of the entry to evict depends on all others.
    public MemoryTable(IEntryBound? bound)
    {
        int parts = bound is null ? (int)BitOperations.RoundUpToPowerOf2((uint)(PartsPerProcessor * Environment.ProcessorCount)) : 1;
        _parts = [.. Enumerable.Range(0, Math.Min(parts, MostParts)).Select(_ => new TablePart(bound))];
    }

    public ReadOnlySpan<TablePart> Parts => _parts;

    public int HashOf(ReadOnlySpan<char> key) => _hash.Of(key);

    // Finds a key of two parts, of which the first is its namespace.
    public CachedValue? Find(ReadOnlySpan<char> name, ReadOnlySpan<char> rest, out MemoryEntry? entry)
    {
        int hash = _hash.Of(name, rest);
        return PartOf(hash).Find(name, rest, hash, out entry);
    }

    // Uses the highest bits, because the lowest choose the bucket.
    public TablePart PartOf(int hash) => _parts[(hash >>> 24) & (_parts.Length - 1)];

    // A table with a bound has one part, whose lock guards the bound.
    public BackendMeasurement Measure(IEntryBound? bound)
    {
        long count = 0;
        foreach (TablePart part in _parts)
        {
            lock (part.Gate)
            {
                count += part.Count;
                if (bound is not null)
                    return new BackendMeasurement(count, bound.Size, bound.Evictions);
            }
        }

        return new BackendMeasurement(count, Size: null, Evictions: 0);
    }

    // A snapshot: entries may be removed before the caller looks at them.
    public List<MemoryEntry> EntriesWith(string prefix)
    {
        var found = new List<MemoryEntry>();
        foreach (TablePart part in _parts)
        {
            lock (part.Gate)
            {
                foreach (KeyGroup group in part.GroupsWith(prefix))
                    group.CopyTo(found, prefix);
            }
        }

        return found;
    }
}
