namespace CacheKit;

// One key of a call for many that has no fresh entry.
internal sealed class BatchElement<T>(int index, BatchKey key, EntryRead<T> old, ResultFlight<ComputedValue<T>>? flight, bool leads)
{
    // Of the key in the call.
    public int Index => index;

    public string Key => key.Key;

    public EntrySettings Settings => key.Settings;

    // Null if the value is computed for this caller alone, and not stored.
    public ResultFlight<ComputedValue<T>>? Flight => flight;

    // Whether the caller computes the value.
    public bool Leads => leads;

    // The entry that the new one replaces.
    public EntryRead<T> Old { get; set; } = old;

    public Lease? Lease { get; set; }

    // Null if the value will not be stored.
    public TagMark[]? Marks { get; set; }

    // The value or the failure of an element without a flight.
    public BatchValue<T> Own { get; private set; }

    public Exception? Failure { get; private set; }

    public bool HasEnded { get; private set; }

    // Without a cached form the factory has not returned the key.
    public void Complete(BatchValue<T> value, CachedValue? cached)
    {
        HasEnded = true;
        Own = value;
        flight?.Complete(value.HasValue
            ? new ComputedValue<T>(value.Value!, Settings.ByReference ? null : cached)
            : ComputedValue<T>.Absent);
    }

    public void CompleteWithEntry(CacheEngine engine) =>
        Complete(BatchValue<T>.Of(Old.Value), engine.Store.ToCachedValue(Key, Old.Value!, Settings));

    public void Fail(Exception exception, CacheEngine engine, bool isInBackground, CancellationToken? leaderToken)
    {
        HasEnded = true;
        Failure = exception;
        if (flight is not null)
            new FlightFailure<T>(engine, Key, Settings.Policy, Old.State != EntryState.Missing, isInBackground, leaderToken).Fail(flight, exception);
    }
}
