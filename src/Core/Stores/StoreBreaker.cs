namespace CacheKit;

// A circuit breaker: after so many failures in a row the store is left alone for a while, then one call tries it.
//
// Calls overlap, so each takes the period that it begins in: closed while the number is even, broken while it is odd. The outcome of a call
// counts only in its own period.
internal sealed class StoreBreaker(int breakAfter, TimeSpan breakFor, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _period;
    private int _failuresInARow;
    private long _brokenAt;
    private bool _isBeingTried;

    // False: the store is left alone. All that a call pays while the store answers is two reads.
    public bool TryEnter(out int period)
    {
        period = Volatile.Read(ref _period);
        return !IsBroken(period) || TryBeginTrial(out period);
    }

    public void Succeeded(int period)
    {
        if (!IsBroken(period))
        {
            if (Volatile.Read(ref _failuresInARow) != 0 && period == Volatile.Read(ref _period))
                Volatile.Write(ref _failuresInARow, 0);
            return;
        }

        lock (_gate)
        {
            _failuresInARow = 0;
            _period++;
        }
    }

    public void Failed(int period)
    {
        lock (_gate)
        {
            if (period != _period || (!IsBroken(period) && ++_failuresInARow < breakAfter))
                return;

            _period = period | 1;
            _brokenAt = time.GetTimestamp();
            _isBeingTried = false;
        }
    }

    // The call says nothing of the store, as it was not sent, or its caller has left. A trial that nobody has seen succeed leaves the store alone again.
    public void Abandoned(int period)
    {
        if (IsBroken(period))
            Failed(period);
    }

    private static bool IsBroken(int period) => (period & 1) != 0;

    private bool TryBeginTrial(out int period)
    {
        lock (_gate)
        {
            period = _period;
            if (!IsBroken(period))
                return true;
            if (_isBeingTried || time.GetElapsedTime(_brokenAt) < breakFor)
                return false;

            return _isBeingTried = true;
        }
    }
}
