namespace CacheKit;

// Keeps the entries that are asked for most, by W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, ACM Transactions on Storage, 2017). A new entry
// comes into a small window. What leaves the window is kept only if it was asked for more often than the entry that would have to go for it. Of what is
// kept, entries that were read again are protected from those that were not.
//
// A read only counts up a number in its entry, without a lock. The queues are put in order when room is needed, in a few steps at a time,
// as the hand of a clock goes: an entry that was read since it was last looked at stays, and counts as new.
internal sealed class FrequencyBound : IEntryBound
{
    // So many entries are looked at for each that goes, however many were read.
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

    private long Size => _window.Size + _probation.Size + _protected.Size;

    private long WindowLimit => (long)(_limit * _share.Value);

    private long ProtectedLimit => (long)((_limit - WindowLimit) * ProtectedShare);

    // Needs no lock.
    public void NoteRead(MemoryEntry entry)
    {
        if (entry.Reads < byte.MaxValue)
            entry.Reads++;
        _share.NoteHit();
    }

    public void Added(MemoryEntry entry)
    {
        _sketch.GrowTo(++_count);
        _sketch.Add(entry.Hash, 1);
        _share.NoteMiss(_count);
        _latest = (SizedEntry)entry;
        _window.Add(_latest);
    }

    public void Removed(MemoryEntry entry)
    {
        var removed = (SizedEntry)entry;
        _count--;
        NoteReads(removed);
        removed.Queue!.Remove(removed);
        if (removed == _candidate)
            _candidate = null;
    }

    public MemoryEntry? NextVictim()
    {
        _steps = MostSteps;
        while (_window.Size > WindowLimit && _window.HasSeveral && _steps > 0)
        {
            if (LeaveWindow(_window.Oldest!) is { } left)
                _candidate = left;
            if (_candidate is not null && Size > _limit)
                break;
        }

        if (Size > _limit)
            return Loser();

        _candidate = null;
        return null;
    }

    private SizedEntry? Loser()
    {
        SizedEntry? victim = OldestOfMain() ?? OldestOfWindow();
        if (_candidate is not { } candidate || victim is null || victim == candidate)
            return victim;

        return FrequencyOf(candidate) > FrequencyOf(victim) ? victim : candidate;
    }

    // Whatever is known of it, the latest entry is kept at first: other entries depend on the generation of a tag, for example.
    private SizedEntry? OldestOfWindow() => _window.Oldest is { Newer: { } next } oldest && oldest == _latest ? next : _window.Oldest;

    // The entry, if it was not read meanwhile.
    private SizedEntry? LeaveWindow(SizedEntry entry)
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

    // False for any entry where enough were looked at.
    private bool IsReadAgain(SizedEntry entry) => _steps-- > 0 && NoteReads(entry);

    private bool NoteReads(SizedEntry entry)
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
