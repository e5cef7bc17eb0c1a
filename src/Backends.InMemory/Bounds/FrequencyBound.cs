namespace CacheKit;

// Keeps the entries that are read most often, by W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, ACM Transactions on Storage, 2017). New
// entries enter a small window. An entry that leaves the window is admitted only if it was requested more often than the entry that would
// be evicted for it. Admitted entries start on probation, and are protected once they are read again.
//
// A read only increments a counter in the entry, without a lock. The queues are updated when space is needed, in a limited number of steps,
// by the CLOCK algorithm: an entry that was read since it was last examined moves to the new end of a queue.
internal sealed class FrequencyBound : IEntryBound
{
    // The largest number of entries that are examined for one eviction.
    private const int MostSteps = 8;
    private const double ProtectedShare = 0.8;

    private readonly long _limit;
    private readonly EntryQueue _window = new();
    private readonly EntryQueue _probation = new();
    private readonly EntryQueue _protected = new();
    private readonly FrequencySketch _sketch = new();
    private readonly WindowShare _share = new();
    private SizedEntry? _candidate;
    private SizedEntry? _latest;
    private int _count;
    private int _steps;

    public FrequencyBound(long limit) => _limit = limit;

    public long Evictions { get; private set; }

    public long Size => _window.Size + _probation.Size + _protected.Size;

    private long WindowLimit => (long)(_limit * _share.Value);

    private long ProtectedLimit => (long)((_limit - WindowLimit) * ProtectedShare);

    // Called without a lock.
    public void RecordRead(MemoryEntry entry)
    {
        if (entry.Reads < byte.MaxValue)
            entry.Reads++;
        _share.RecordHit();
    }

    public void Added(MemoryEntry entry)
    {
        _sketch.GrowTo(++_count);
        _sketch.Add(entry.Hash, 1);
        _share.RecordMiss(_count);
        _latest = (SizedEntry)entry;
        _window.Add(_latest);
    }

    public void Removed(MemoryEntry entry)
    {
        var removed = (SizedEntry)entry;
        _count--;
        TakeReads(removed);
        removed.Queue!.Remove(removed);
        if (removed == _candidate)
            _candidate = null;
    }

    public MemoryEntry? NextVictim()
    {
        _steps = MostSteps;
        while (_window.Size > WindowLimit && _window.HasSeveral && _steps > 0)
        {
            if (MoveFromWindow(_window.Oldest!) is { } left)
                _candidate = left;
            if (_candidate is not null && Size > _limit)
                break;
        }

        if (Size > _limit)
            return ChooseVictim();

        _candidate = null;
        return null;
    }

    private SizedEntry? ChooseVictim()
    {
        SizedEntry? victim = OldestOfMain() ?? OldestOfWindow();
        if (victim is not null)
            Evictions++;
        if (_candidate is not { } candidate || victim is null || victim == candidate)
            return victim;

        return FrequencyOf(candidate) > FrequencyOf(victim) ? victim : candidate;
    }

    // The latest entry is never the victim, even if it is rarely requested: other entries may depend on it, as on the generation of a tag.
    private SizedEntry? OldestOfWindow() => _window.Oldest is { Newer: { } next } oldest && oldest == _latest ? next : _window.Oldest;

    // Returns the entry if it left the window: an entry that was read meanwhile stays.
    private SizedEntry? MoveFromWindow(SizedEntry entry)
    {
        bool isRead = IsReadAgain(entry) || entry == _latest;
        Move(entry, isRead ? _window : _probation);
        return isRead ? null : entry;
    }

    private SizedEntry? OldestOfMain()
    {
        while (_probation.Oldest is { } entry && IsReadAgain(entry))
        {
            Move(entry, _protected);
            ShrinkProtected();
        }

        return _probation.Oldest ?? _protected.Oldest;
    }

    private void ShrinkProtected()
    {
        while (_protected.Size > ProtectedLimit && _steps > 0 && _protected.Oldest is { } entry)
            Move(entry, IsReadAgain(entry) ? _protected : _probation);
    }

    private static void Move(SizedEntry entry, EntryQueue queue)
    {
        entry.Queue!.Remove(entry);
        queue.Add(entry);
    }

    // False after the limit of steps, whether or not the entry was read.
    private bool IsReadAgain(SizedEntry entry) => _steps-- > 0 && TakeReads(entry);

    // Moves the reads of the entry into the sketch; false if there were none.
    private bool TakeReads(SizedEntry entry)
    {
        int reads = entry.Reads;
        if (reads == 0)
            return false;

        entry.Reads = 0;
        _sketch.Add(entry.Hash, reads);
        return true;
    }

    private int FrequencyOf(SizedEntry entry) => _sketch.CountOf(entry.Hash) + entry.Reads;
}
