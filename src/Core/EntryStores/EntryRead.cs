namespace CacheKit;

// The result of a read. TimeToLive is set only by reads that request it, Metadata only for entries that have it. After a failed read there
// is no value, and the content of the store is unknown. Arrivals is the count before the read. IsLocal tells whether the value comes from L1.
internal readonly record struct EntryRead<T>(
    EntryState State, T? Value, TimeSpan? TimeToLive = null, EntryMetadata? Metadata = null,
    ReadOnlyMemory<byte>? Stored = null, CallFailure Failure = CallFailure.None, long Arrivals = 0, bool IsLocal = false)
{
    public static EntryRead<T> Missing(CallFailure failure) => new(EntryState.Missing, default, Failure: failure);

    public static EntryRead<T> Missing(LocalLookup look) => new(EntryState.Missing, default, Arrivals: look.Arrivals);

    // Without the memory that the entry was read into, which is about to be given back. An entry is replaced on the condition that the store still
    // holds its bytes, unless it is fresh. Whether a dated value is fresh enough depends on the reader too.
    public EntryRead<T> Detached()
    {
        ReadOnlyMemory<byte>? kept = null;
        if (Stored is { } bytes && (State != EntryState.Fresh || Value is IDatedValue))
            kept = bytes.ToArray();
        return this with { Stored = kept };
    }

    public bool IsHit => State is EntryState.Fresh or EntryState.RefreshDue;

    public bool IsStale => State is EntryState.Stale or EntryState.Evicted;

    // How a request that receives the value is counted.
    public RequestResult Result => IsStale
        ? IsLocal ? RequestResult.L1Stale : RequestResult.L2Stale
        : IsLocal ? RequestResult.L1Hit : RequestResult.L2Hit;

    // The caller has used its time for the store, so the same call must not use the store again.
    public bool TimedOut => Failure == CallFailure.TimedOut;

    // A fence that lets a write succeed only in place of the entry that was read; null if its bytes are unknown.
    public Fence? ToFence() =>
        Stored is not null ? new Fence(Stored) : State == EntryState.Missing && Failure == CallFailure.None ? Fence.Nothing : null;
}
