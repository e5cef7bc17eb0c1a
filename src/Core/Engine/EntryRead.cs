namespace CacheKit;

// What the engine read, after so many entries had arrived. The time to live is known only if it was asked for, the rest only of an entry with metadata. Where the read failed, there
// is nothing to serve, and what the store holds is not known.
internal readonly record struct EntryRead<T>(
    EntryState State, T? Value, TimeSpan? TimeToLive = null, EntryMetadata? Metadata = null, ReadOnlyMemory<byte>? Stored = null, CallFailure Failure = CallFailure.None, long Arrivals = 0)
{
    public static EntryRead<T> Nothing(CallFailure failure) => new(EntryState.Missing, default, Failure: failure);

    public static EntryRead<T> Miss(LocalLookup look) => new(EntryState.Missing, default, Arrivals: look.Arrivals);

    public bool IsHit => State is EntryState.Fresh or EntryState.Due;

    public bool IsStale => State is EntryState.Stale or EntryState.Evicted;

    // The caller has waited for the store as long as it may: nothing more is asked of the store in the same call.
    public bool IsLate => Failure == CallFailure.TimedOut;

    // Lets a write pass only in place of what was read; null where that isn't known byte by byte.
    public Fence? ToFence() => Stored is not null || (State == EntryState.Missing && Failure == CallFailure.None) ? new Fence(Stored) : null;
}
