namespace CacheKit;

// Durations in buckets whose limits grow by a fifth, from a microsecond to about 15 minutes.
internal sealed class DurationFigures
{
    private const int BucketsPerOctave = 4;
    private const int Buckets = 30 * BucketsPerOctave;

    private long[]? _buckets;
    private long _count;
    private long _ticks;
    private long _maxTicks;

    public long Count => Volatile.Read(ref _count);

    public TimeSpan Mean => Count is > 0 and var count ? TimeSpan.FromTicks(Volatile.Read(ref _ticks) / count) : TimeSpan.Zero;

    public TimeSpan Max => TimeSpan.FromTicks(Volatile.Read(ref _maxTicks));

    public void Add(TimeSpan duration)
    {
        long[] buckets = _buckets ?? LazyInitializer.EnsureInitialized(ref _buckets, static () => new long[Buckets]);
        long ticks = Math.Max(0, duration.Ticks);
        Interlocked.Increment(ref buckets[BucketOf(ticks)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, ticks);
        long max = Volatile.Read(ref _maxTicks);
        while (ticks > max && Interlocked.CompareExchange(ref _maxTicks, ticks, max) is var other && other != max)
            max = other;
    }

    // The upper limit of the bucket that contains the fraction, at most the longest duration.
    public TimeSpan Percentile(double fraction)
    {
        if (_buckets is not { } buckets)
            return TimeSpan.Zero;

        long[] counts = [.. buckets];
        double rank = fraction * counts.Sum();
        long below = 0;
        for (int i = 0; i < Buckets; i++)
        {
            below += counts[i];
            if (below > 0 && below >= rank)
                return i == Buckets - 1 || LimitOf(i) > Max ? Max : LimitOf(i);
        }

        return Max;
    }

    private static int BucketOf(long ticks)
    {
        double microseconds = (double)ticks / TimeSpan.TicksPerMicrosecond;
        return microseconds <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(BucketsPerOctave * Math.Log2(microseconds)));
    }

    private static TimeSpan LimitOf(int bucket) => TimeSpan.FromMicroseconds(Math.Pow(2, (double)bucket / BucketsPerOctave));
}
