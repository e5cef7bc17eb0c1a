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

    private static readonly AsyncLocal<Flight?> _current = new();

    private readonly Lock _gate = new();
    private int _state;
    private Flight? _around;
    private object? _old;
    private string? _oldValidator;

    // The innermost computation that the caller is part of.
    public static Flight? Current => _current.Value;

    // Whether who asks does so for this very computation: to wait for it would be to wait for itself.
    public bool IsAround
    {
        get
        {
            Flight? flight = _current.Value;
            while (flight is not null && flight != this)
                flight = flight._around;
            return flight is not null;
        }
    }

    // The tags of what is computed; null without any.
    public string[]? Tags { get; init; }

    // What the factory says of the entry; made when it is first asked for.
    public EntryDraft Draft
    {
        get
        {
            lock (_gate)
                return DraftIfAny ??= new EntryDraft(_old, _oldValidator);
        }
    }

    public EntryDraft? DraftIfAny { get; private set; }

    // Ends when the result, if any, is stored.
    public abstract Task Ended { get; }

    // Cancelled when nobody waits any more.
    public abstract CancellationToken Abandoned { get; }

    // From here on the computation stops when nobody waits any more; until then it counts itself among those who wait. False if
    // all others have left already: then it goes on to its end.
    public abstract bool TryHeed();

    protected bool IsWriting => Volatile.Read(ref _state) == Writing;

    // From here to the end of the asynchronous method that calls this one, and in all that it calls, the computation is around.
    public void Enter()
    {
        _around = _current.Value;
        _current.Value = this;
    }

    // Tells the factory, before it runs, what its value is to replace.
    public void Replaces(object old, string? validator)
    {
        _old = old;
        _oldValidator = validator;
    }

    public bool TryBeginWrite() => Interlocked.CompareExchange(ref _state, Writing, Computing) == Computing;

    // False if the result is being written already: then the caller waits until it Ended.
    public bool TryDetach() => Interlocked.CompareExchange(ref _state, Detached, Computing) != Writing;
}
