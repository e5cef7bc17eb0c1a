namespace CacheKit;

// One running computation for a key, and its waiting callers.
//
// A flight is computing, then it may be writing its result to the store. The removal or replacement of its key detaches the flight: its
// waiters still receive the result, but it is not stored, and later callers compute again.
internal abstract class Flight
{
    private const int Computing = 0;
    private const int Writing = 1;
    private const int Detached = 2;
    private const int DetachedOnMissedChanges = 3;

    private static readonly AsyncLocal<Flight?> _current = new();

    // Guards the wait graph of all flights, because a cycle always involves several of them.
    private static readonly Lock _graph = new();

    private int _state;
    private Task? _change;
    private volatile bool _hasEnded;
    private Flight? _parent;
    private FlightWaits? _waits;

    // The innermost flight that the calling code runs in.
    public static Flight? Current => _current.Value;

    // The number of a refresh: later refreshes have greater numbers. Zero for other flights.
    public long Order { get; init; }

    // The entry's tags; null if it has none.
    public abstract string[]? Tags { get; }

    // The factory's settings for its entry, created on first use.
    public EntryDraft Draft
    {
        get
        {
            lock (Gate)
                return DraftIfAny ??= new EntryDraft(previous: null, validator: null);
        }
    }

    public EntryDraft? DraftIfAny { get; private set; }

    public abstract bool HasEnded { get; }

    // The time since it began.
    public abstract TimeSpan Age { get; }

    // How many callers wait for the result, including one that computes it.
    public abstract int Waiters { get; }

    // Completes after the result has been stored.
    public abstract Task Ended { get; }

    // Cancelled when the last waiting caller has left.
    public abstract CancellationToken Abandoned { get; }

    // Lets the departure of the last waiter cancel the computation. False if all waiters have left already: then it runs to its end.
    public abstract bool TryCancelWhenNoWaiters();

    // Abandons a computation that exceeds the limit and has no waiters. False if it continues.
    public abstract bool TryAbandon(TimeSpan limit);

    // The flight itself: a lock of its own would cost every miss an object.
    protected object Gate => this;

    protected bool IsWriting => Volatile.Read(ref _state) == Writing;

    // Makes this flight the current one until the calling asynchronous method ends, and in all code that it calls.
    public void SetCurrent()
    {
        _parent = ActiveParentOf(_current.Value);
        _current.Value = this;
    }

    // Records that the caller's flight, if any, will wait for this one. False if this flight waits, directly or not, for the caller's: both
    // would then wait forever. The flights of a batch are each other's parents, and one of them may end before the factory of the others does.
    public bool TryRegisterWaiter()
    {
        if (InnermostActive(_current.Value) is not { } caller)
            return true;

        lock (_graph)
        {
            if (caller.IsAwaitedBy(this))
                return false;

            if (!_hasEnded && !caller._hasEnded)
            {
                (_waits ??= new FlightWaits()).Waiting.Add(caller);
                (caller._waits ??= new FlightWaits()).Awaited.Add(this);
            }

            return true;
        }
    }

    // Runs the rest of the calling asynchronous method outside of any flight.
    public static void ClearCurrent() => _current.Value = null;

    // Sets the previous value that the factory can read. Called before the factory runs.
    public void SetPrevious(object value, string? validator) => DraftIfAny = new EntryDraft(value, validator);

    public bool TryBeginWrite() => Interlocked.CompareExchange(ref _state, Writing, Computing) == Computing;

    // False if the result is already being written: then the caller waits for Ended. Records the running change that caused the detach, if
    // there is one.
    public bool TryDetach(Task? change = null)
    {
        if (change is not null)
            Interlocked.CompareExchange(ref _change, change, null);
        return Interlocked.CompareExchange(ref _state, Detached, Computing) != Writing;
    }

    // Detaches the flight because messages about changes may have been missed.
    public bool TryDetachOnMissedChanges() => Interlocked.CompareExchange(ref _state, DetachedOnMissedChanges, Computing) != Writing;

    // For a detached flight: waits for the change that detached it. False if that change failed or is unknown: then the old value may still
    // be stored.
    public async ValueTask<bool> DetachingChangeSucceededAsync()
    {
        if (Volatile.Read(ref _change) is not { } change)
            return Volatile.Read(ref _state) != DetachedOnMissedChanges;

        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return change.IsCompletedSuccessfully;
    }

    // Removes the flight from the wait graph, so that a long computation does not keep all its former callers in memory.
    protected void End()
    {
        _hasEnded = true;
        if (_waits is null)
            return;

        lock (_graph)
        {
            foreach (Flight caller in _waits?.Waiting ?? [])
                caller._waits?.Awaited.Remove(this);
            foreach (Flight asked in _waits?.Awaited ?? [])
                asked._waits?.Waiting.Remove(this);
            _waits = null;
        }
    }

    // A flight that stopped waiting stays in the graph. The worst case is that a caller computes a value itself needlessly.
    private bool IsAwaitedBy(Flight other)
    {
        var seen = new HashSet<Flight>();
        var left = new Stack<Flight>([this]);
        while (left.TryPop(out Flight? flight))
        {
            if (flight == other)
                return true;
            if (!seen.Add(flight))
                continue;

            if (flight._parent is { } parent)
                left.Push(parent);
            foreach (Flight caller in flight._waits?.Waiting ?? [])
                left.Push(caller);
        }

        return false;
    }

    // The innermost flight that has not ended. Ended flights are unlinked, so that a long chain in one execution flow is not kept in
    // memory.
    private static Flight? ActiveParentOf(Flight? flight)
    {
        Flight? innermost = InnermostActive(flight);
        for (Flight? inner = innermost; inner is not null; inner = inner._parent)
            inner._parent = InnermostActive(inner._parent);
        return innermost;
    }

    private static Flight? InnermostActive(Flight? flight)
    {
        while (flight is { _hasEnded: true })
            flight = flight._parent;
        return flight;
    }
}
