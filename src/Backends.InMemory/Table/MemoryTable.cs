using System.Numerics;

namespace CacheKit;

// All entries of a store. What is done to an entry is done under the lock of its part.
internal sealed class MemoryTable
{
    private const int MostParts = 64;
    private const int PartsPerProcessor = 4;

    private readonly KeyHash _hash = new();
    private readonly TablePart[] _parts;

    // With a bound it is one part: which entry goes depends on all others.
    public MemoryTable(IEntryBound? bound)
    {
        int parts = bound is null ? (int)BitOperations.RoundUpToPowerOf2((uint)(PartsPerProcessor * Environment.ProcessorCount)) : 1;
        _parts = [.. Enumerable.Range(0, Math.Min(parts, MostParts)).Select(_ => new TablePart(bound))];
    }

    public ReadOnlySpan<TablePart> Parts => _parts;

    public int HashOf(ReadOnlySpan<char> key) => _hash.Of(key);

    // By the highest bits, as the buckets of a part are chosen by the lowest.
    public TablePart PartOf(int hash) => _parts[(hash >>> 24) & (_parts.Length - 1)];

    // Some may be gone when they are looked at.
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
