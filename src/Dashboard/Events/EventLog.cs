namespace CacheKit;

// The last log events of the caches of an application.
internal sealed class EventLog(TimeProvider time)
{
    private const int Limit = 100;

    // A message may contain a tag or a namespace of any length.
    private const int LongestMessage = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<EventModel> _events = [];
    private long _count;

    public void Add(string level, int id, string message)
    {
        string kept = message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage), "…");
        lock (_gate)
        {
            if (_events.Count == Limit)
                _events.Dequeue();
            _events.Enqueue(new EventModel(time.GetUtcNow(), level, id, kept));
            _count++;
        }
    }

    // The newest first.
    public IReadOnlyList<EventModel> Newest()
    {
        lock (_gate)
            return [.. _events.Reverse()];
    }

    // The number of events until now, for After.
    public long Count()
    {
        lock (_gate)
            return _count;
    }

    // The events after the first ones, the oldest first, as far as they are still here.
    public IReadOnlyList<EventModel> After(ref long count)
    {
        lock (_gate)
        {
            int added = (int)Math.Min(_count - count, _events.Count);
            count = _count;
            return added == 0 ? [] : [.. _events.Skip(_events.Count - added)];
        }
    }
}
