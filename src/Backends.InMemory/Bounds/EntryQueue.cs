namespace CacheKit;

// A linked list of entries from the oldest to the newest, with their total size.
internal sealed class EntryQueue
{
    private SizedEntry? _newest;

    public SizedEntry? Oldest { get; private set; }

    public long Size { get; private set; }

    public bool HasSeveral => Oldest != _newest;

    public void Add(SizedEntry entry)
    {
        entry.Queue = this;
        entry.Older = _newest;
        if (_newest is null)
            Oldest = entry;
        else
            _newest.Newer = entry;
        _newest = entry;
        Size += entry.Size;
    }

    public void Remove(SizedEntry entry)
    {
        if (entry.Older is null)
            Oldest = entry.Newer;
        else
            entry.Older.Newer = entry.Newer;
        if (entry.Newer is null)
            _newest = entry.Older;
        else
            entry.Newer.Older = entry.Older;
        entry.Older = entry.Newer = null;
        entry.Queue = null;
        Size -= entry.Size;
    }
}
