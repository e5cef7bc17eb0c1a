namespace CacheKit;

// The part of the table for a range of hashes, with a lock for writers. Find needs no lock; callers of the other methods hold it, if
// they do not take it.
internal sealed class TablePart(IEntryBound? bound)
{
    private const int LeastCapacity = 64;

    private readonly EntryBuckets _buckets = new();
    private readonly Dictionary<string, KeyGroup> _groups = new(StringComparer.Ordinal);

    // Consecutive keys are often of one namespace.
    private KeyGroup? _latest;

    public Lock Gate { get; } = new();

    public int Count => _buckets.Count;

    public int Buckets => _buckets.Buckets;

    // Returns the value too, because the entry may be dropped at any time after it was found.
    public CachedValue? Find(ReadOnlySpan<char> key, int hash, out MemoryEntry? found) =>
        Find(key, default, hash, out found);

    // Finds a key of two parts.
    public CachedValue? Find(ReadOnlySpan<char> key, ReadOnlySpan<char> rest, int hash, out MemoryEntry? found) =>
        _buckets.TryFind(key, rest, hash, out found, out CachedValue? value) ? value : FindUnderLock(key, rest, hash, out found);

    public void Add(MemoryEntry entry)
    {
        _buckets.Add(entry);
        GroupOf(entry.Key).Add(entry);
        bound?.Added(entry);
    }

    public void Replace(MemoryEntry old, MemoryEntry entry)
    {
        _buckets.Replace(old, entry);
        GroupOf(entry.Key).Add(entry);
        Release(old);
        bound?.Added(entry);
    }

    public void Remove(MemoryEntry entry)
    {
        _buckets.Remove(entry);
        Release(entry);
    }

    public MemoryEntry? NextVictim() => bound?.NextVictim();

    // The groups whose keys may begin with the prefix. A prefix with a whole namespace selects one.
    public IEnumerable<KeyGroup> GroupsWith(string prefix)
    {
        ReadOnlySpan<char> name = KeyGroup.NameIn(prefix);
        if (name.IsEmpty)
            return _groups.Values;

        return _groups.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out KeyGroup? group) ? [group] : [];
    }

    // Copies entries with a prefix, from a position in the order of the reversed bits of their hashes on, until so many are found or so
    // many buckets were read. Returns the next position. Takes the lock.
    public ulong CopyTo(List<MemoryEntry> found, string prefix, ulong position, int mostBuckets, int mostFound)
    {
        lock (Gate)
        {
            for (int i = 0; i < mostBuckets && position < EntryBuckets.End && found.Count < mostFound; i++)
            {
                ulong start = position;
                for (MemoryEntry? entry = _buckets.FirstAt(ref position); entry is not null; entry = entry.Next)
                {
                    if (EntryBuckets.Reverse((uint)entry.Hash) >= start && entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                        found.Add(entry);
                }
            }
        }

        return position;
    }

    public MemoryEntry? First(int bucket) => _buckets.First(bucket);

    // Until the end of the enumeration, buckets are not joined with earlier ones.
    public void BeginEnumeration() => _buckets.IsEnumerated = true;

    public void EndEnumeration() => _buckets.IsEnumerated = false;

    public bool Shrink() => _buckets.Shrink();

    private CachedValue? FindUnderLock(ReadOnlySpan<char> key, ReadOnlySpan<char> rest, int hash, out MemoryEntry? found)
    {
        lock (Gate)
            return (found = _buckets.Find(key, rest, hash))?.Value;
    }

    private KeyGroup GroupOf(string key) => _latest is { } latest && latest.Has(key) ? latest : _latest = FindGroup(KeyGroup.NameIn(key));

    private KeyGroup FindGroup(ReadOnlySpan<char> name)
    {
        var groups = _groups.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!groups.TryGetValue(name, out KeyGroup? group))
        {
            group = new KeyGroup(name.ToString());
            _groups.Add(group.Name, group);
        }

        return group;
    }

    private void Release(MemoryEntry entry)
    {
        if (KeyGroup.Remove(entry) is { } emptied)
            Remove(emptied);
        bound?.Removed(entry);
        entry.Drop();
    }

    private void Remove(KeyGroup emptied)
    {
        _latest = null;
        _groups.Remove(emptied.Name);
        if (_groups.Capacity > LeastCapacity && _groups.Count < _groups.Capacity / 4)
            _groups.TrimExcess();
    }
}
