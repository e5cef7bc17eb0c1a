namespace CacheKit;

// One computation that is under way for a key, and those who wait for it.
//
// It is computing, then it may be writing its result to the store. A key that is removed or replaced meanwhile detaches the
// flight: its waiters still get its result, but it is not stored, and whoever comes next computes anew.
internal abstract class Flight
{
    private const int Computing = 0;
    private const int Writing = 1;
    private const int Detached = 2;
    private const int Uncertain = 3;

    private static readonly AsyncLocal<Flight?> _current = new();

    // Guards the lists of all flights: a circle is closed by two of them.
    private static readonly Lock _waits = new();

    private int _state;
    private Task? _change;
    private volatile bool _isOver;
    private Flight? _around;

    // The computations under way whose factories have asked for the value of this one, and those that its own has asked for.
    private HashSet<Flight>? _askedBy;
    private HashSet<Flight>? _asks;
    private object? _old;
    private string? _oldValidator;

    // The innermost computation that the caller is part of.
    public static Flight? Current => _current.Value;

    // Of a refresh: the later one has the greater number. Zero: of none.
    public long Order { get; init; }

    // The tags of what is computed; null without any.
    public string[]? Tags { get; init; }

    // What the factory says of the entry; made when it is first asked for.
    public EntryDraft Draft
    {
        get
        {
            lock (Gate)
                return DraftIfAny ??= new EntryDraft(_old, _oldValidator);
        }
    }

    public EntryDraft? DraftIfAny { get; private set; }

    public abstract bool HasEnded { get; }

    // Ends when the result, if any, is stored.
    public abstract Task Ended { get; }

    // Cancelled when nobody waits any more.
    public abstract CancellationToken Abandoned { get; }

    // From here on the computation stops when nobody waits any more. False if all have left already: then it goes on to its end.
    public abstract bool TryCancelWhenNobodyWaits();

    // Ends a computation that nobody waits for, and that has taken so long. False if it goes on.
    public abstract bool TryForget(TimeSpan limit);

    // The flight itself: a lock of its own would cost every miss an object.
    protected object Gate => this;

    protected bool IsWriting => Volatile.Read(ref _state) == Writing;

    // From here to the end of the asynchronous method that calls this one, and in all that it calls, the computation is around.
    public void Enter()
    {
        _around = StillAround(_current.Value);
        _current.Value = this;
    }

    // Notes that the computation which the caller is part of, if any, is going to wait for this one. False if this one waits for that one, however
    // many others are in between: then each would wait for the other for ever.
    public bool TryBeAwaited()
    {
        if (_current.Value is not { } caller)
            return true;

        lock (_waits)
        {
            if (caller.IsAwaitedBy(this))
                return false;

            if (!_isOver && !caller._isOver)
            {
                (_askedBy ??= []).Add(caller);
                (caller._asks ??= []).Add(this);
            }

            return true;
        }
    }

    // From here on, the same way, the caller is part of no computation.
    public static void Exit() => _current.Value = null;

    // Tells the factory, before it runs, what its value is to replace.
    public void Replaces(object old, string? validator)
    {
        _old = old;
        _oldValidator = validator;
    }

    public bool TryBeginWrite() => Interlocked.CompareExchange(ref _state, Writing, Computing) == Computing;

    // False if the result is being written already: then the caller waits until it Ended. Where a change that is under way is the reason, it is noted.
    public bool TryDetach(Task? change = null)
    {
        if (change is not null)
            Interlocked.CompareExchange(ref _change, change, null);
        return Interlocked.CompareExchange(ref _state, Detached, Computing) != Writing;
    }

    // The same where changes may have been missed.
    public bool TryDetachUncertain() => Interlocked.CompareExchange(ref _state, Uncertain, Computing) != Writing;

    // For a flight that is detached: ends when what it has given way to has ended. False if that was not done, or if nobody knows what has changed:
    // then the old value may still be there.
    public async ValueTask<bool> HasGivenWayAsync()
    {
        if (Volatile.Read(ref _change) is not { } change)
            return Volatile.Read(ref _state) != Uncertain;

        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return change.IsCompletedSuccessfully;
    }

    // Nobody waits for it from here on, or is going to. A computation that goes on for long must not keep all that have asked for it.
    protected void End()
    {
        _isOver = true;
        if (_askedBy is null && _asks is null)
            return;

        lock (_waits)
        {
            foreach (Flight caller in _askedBy ?? [])
                caller._asks?.Remove(this);
            foreach (Flight asked in _asks ?? [])
                asked._askedBy?.Remove(this);
            _askedBy = _asks = null;
        }
    }

    // Nobody has to be told when a computation has given up waiting: it is then taken to wait still, and may compute by itself what it need not.
    private bool IsAwaitedBy(Flight other)
    {
        var seen = new HashSet<Flight>();
        var left = new Stack<Flight>([this]);
        while (left.TryPop(out Flight? flight))
        {
            if (flight == other)
                return true;
            if (flight._isOver || !seen.Add(flight))
                continue;

            if (flight._around is { } around)
                left.Push(around);
            foreach (Flight caller in flight._askedBy ?? [])
                left.Push(caller);
        }

        return false;
    }

    // The innermost computation that is not over, with those that are cut out of the chain: one that follows many others in one flow must not
    // keep all of them.
    private static Flight? StillAround(Flight? flight)
    {
        Flight? innermost = Next(flight);
        for (Flight? inner = innermost; inner is not null; inner = inner._around)
            inner._around = Next(inner._around);
        return innermost;

        static Flight? Next(Flight? flight)
        {
            while (flight is { _isOver: true })
                flight = flight._around;
            return flight;
        }
    }
}
