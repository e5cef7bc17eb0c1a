namespace CacheKit;

// The entries of one namespace in one part of the table, as a circular list. This node closes the circle.
internal sealed class KeyGroup : MemoryEntry
{
    private const char Separator = ':';

    public KeyGroup(string name)
        : base(name, 0, null, 0)
    {
        Before = After = this;
    }

    public string Name => Key;

    // A key begins with its prefix and its namespace, each followed by a separator. All keys of another form are one group.
    public static ReadOnlySpan<char> NameIn(ReadOnlySpan<char> key)
    {
        int first = key.IndexOf(Separator);
        int second = first < 0 ? -1 : key[(first + 1)..].IndexOf(Separator);
        return second < 0 ? default : key[..(first + second + 2)];
    }

    // False for the keys without a namespace, whose group has an empty name.
    public bool Has(string key) => Name.Length > 0 && key.StartsWith(Name, StringComparison.Ordinal);

    public void Add(MemoryEntry entry)
    {
        (entry.Before, entry.After) = (Before, this);
        Before!.After = entry;
        Before = entry;
    }

    public void CopyTo(List<MemoryEntry> entries, string prefix)
    {
        bool isWhole = Name.StartsWith(prefix, StringComparison.Ordinal);
        if (!isWhole && !prefix.StartsWith(Name, StringComparison.Ordinal))
            return;

        for (MemoryEntry entry = After!; entry != this; entry = entry.After!)
        {
            if (isWhole || entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                entries.Add(entry);
        }
    }

    // Returns the group if the entry was its last one.
    public static KeyGroup? Remove(MemoryEntry entry)
    {
        (MemoryEntry before, MemoryEntry after) = (entry.Before!, entry.After!);
        (before.After, after.Before) = (after, before);
        entry.Before = entry.After = null;
        return before == after ? before as KeyGroup : null;
    }
}
