namespace CacheKit;

// What the engine read. The time to live is known only if it was asked for, the rest only of an entry with terms.
internal readonly record struct EntryRead<T>(EntryState State, T? Value, TimeSpan? TimeToLive = null, EntryTerms? Terms = null, ReadOnlyMemory<byte>? Stored = null)
{
    public bool IsHit => State is EntryState.Fresh or EntryState.Due;

    public bool IsStale => State is EntryState.Stale or EntryState.Evicted;

    // Lets a write pass only in place of what was read; null where that isn't known byte by byte.
    public Fence? ToFence() => State == EntryState.Missing || Stored is not null ? new Fence(Stored) : null;
}
