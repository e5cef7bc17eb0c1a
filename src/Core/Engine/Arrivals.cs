namespace CacheKit;

// Counts the flights that ended and the values that were set in this process. A caller that reads a store, misses and then leads a flight
// reads again if the count has changed since its read, because only then can the entry exist by now.
internal sealed class Arrivals
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Increment() => Interlocked.Increment(ref _count);
}
