namespace CacheKit;

// When tags were last evicted in a store in this process, in milliseconds since 1970 UTC: of each of some thousand groups of tags the latest time,
// so that it takes no more room for more tags. An eviction of another tag of the group counts as one: then a value is computed
// and not stored, once.
internal sealed class EvictionTimes
{
    private const int Groups = 4096;

    private readonly long[] _times = new long[Groups];
    private long _last;

    public void Note(string tag, long time)
    {
        ref long last = ref GroupOf(tag);
        long seen = Volatile.Read(ref last);
        while (time > seen)
        {
            long before = Interlocked.CompareExchange(ref last, time, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    public long LastOf(string tag) => Volatile.Read(ref GroupOf(tag));

    // A new generation. A clock that is set back makes none seem older than the one before.
    public TagGeneration Next(long now)
    {
        long last = Volatile.Read(ref _last);
        while (now > last)
        {
            long seen = Interlocked.CompareExchange(ref _last, now, last);
            if (seen == last)
                return TagGeneration.At(now);
            last = seen;
        }

        return TagGeneration.At(last);
    }

    private ref long GroupOf(string tag) => ref _times[string.GetHashCode(tag) & (Groups - 1)];
}
