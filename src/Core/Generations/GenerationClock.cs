namespace CacheKit;

// Creates the generations of one store's tags. If the system clock is set back, a new generation is still not older than the one before.
internal sealed class GenerationClock
{
    private long _last;

    public TagGeneration Next(DateTimeOffset time)
    {
        long now = time.ToUnixTimeMilliseconds();
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
}
