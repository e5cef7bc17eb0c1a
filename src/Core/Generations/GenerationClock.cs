namespace CacheKit;

// Creates the generations of one store's tags. If the system clock is set back, a new generation is still not older than the one before.
internal sealed class GenerationClock
{
    private readonly Lock _gate = new();
    private long _last;

    public TagGeneration Next(DateTimeOffset time)
    {
        long last;
        lock (_gate)
            last = _last = Math.Max(_last, time.ToUnixTimeMilliseconds());
        return TagGeneration.At(last);
    }
}
