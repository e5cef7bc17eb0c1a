namespace CacheKit;

// How often this process may have stored an entry: grows when a flight ends, and when a value is set. A caller that reads a store, misses and then
// leads a flight reads once more if this has grown since its read: only then can the entry be there by now.
internal sealed class Arrivals
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Note() => Interlocked.Increment(ref _count);
}
