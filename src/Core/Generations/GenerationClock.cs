namespace CacheKit;

// Creates the generations of one store's tags. If the system clock is set back, a new generation is still not older than the one before.
internal sealed class GenerationClock
{
    private readonly Lock _gate = new();
    private TagGeneration _last;

    // No two generations are equal: an eviction within the same millisecond would evict nothing.
    public TagGeneration Next(DateTimeOffset time)
    {
        lock (_gate)
        {
            var next = TagGeneration.At(Math.Max(_last.Time, time.ToUnixTimeMilliseconds()));
            return _last = next.Number > _last.Number ? next : new TagGeneration(_last.Number + 1);
        }
    }
}
