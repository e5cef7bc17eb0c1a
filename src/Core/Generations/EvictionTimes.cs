namespace CacheKit;

// When tags were evicted from an in-process store, in milliseconds since 1970 UTC. Only the latest evictions are kept by tag. All earlier ones count
// for every tag, so that a value which is computed for longer than that is not stored if its factory adds a tag.
internal sealed class EvictionTimes
{
    private const int Capacity = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);
    private readonly Queue<(string Tag, long Time)> _oldestFirst = new();
    private long _earlier = long.MinValue;

    public GenerationClock Clock { get; } = new();

    // How many tags have a time of their own.
    public int Count
    {
        get
        {
            lock (_gate)
                return _times.Count;
        }
    }

    public void Record(string tag, long time)
    {
        lock (_gate)
        {
            _times[tag] = Math.Max(time, _times.GetValueOrDefault(tag, time));
            _oldestFirst.Enqueue((tag, time));
            if (_oldestFirst.Count > Capacity)
                Forget(_oldestFirst.Dequeue());
        }
    }

    public long LastOf(string tag)
    {
        lock (_gate)
            return Math.Max(_times.GetValueOrDefault(tag, _earlier), _earlier);
    }

    private void Forget((string Tag, long Time) eviction)
    {
        _earlier = Math.Max(_earlier, eviction.Time);
        if (_times.GetValueOrDefault(eviction.Tag, long.MaxValue) <= eviction.Time)
            _times.Remove(eviction.Tag);
    }
}
