namespace CacheKit;

// A circuit breaker: after a number of failures in a row it opens and skips calls for a while, then lets one trial call through.
//
// Calls overlap, so each call belongs to the period in which it begins: closed while the number is even, open while it is odd. The outcome
// of a call counts only in its own period.
internal sealed class StoreBreaker(int breakAfter, TimeSpan breakFor, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _period;
    private int _failuresInARow;
    private long _brokenAt;
    private long _changedAt = time.GetTimestamp();
    private bool _isTrialRunning;

    // How long it has been closed, or open with all trials.
    public StoreCondition Condition
    {
        get
        {
            lock (_gate)
                return new StoreCondition(State, time.GetElapsedTime(_changedAt));
        }
    }

    // False while the breaker is open. While it is closed, a call costs two volatile reads.
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
            _changedAt = time.GetTimestamp();
        }
    }

    public void Failed(int period)
    {
        lock (_gate)
        {
            if (period != _period || (!IsBroken(period) && ++_failuresInARow < breakAfter))
                return;

            _brokenAt = time.GetTimestamp();
            if (!IsBroken(period))
                _changedAt = _brokenAt;
            _period = period | 1;
            _isTrialRunning = false;
        }
    }

    // The call was not sent, or its caller has left, so it says nothing about the store. A trial without a result opens the breaker again.
    public void Abandoned(int period)
    {
        if (IsBroken(period))
            Failed(period);
    }

    private StoreState State
    {
        get
        {
            if (!IsBroken(_period))
                return StoreState.Available;

            return _isTrialRunning || time.GetElapsedTime(_brokenAt) >= breakFor ? StoreState.Retrying : StoreState.Unavailable;
        }
    }

    private static bool IsBroken(int period) => (period & 1) != 0;

    private bool TryBeginTrial(out int period)
    {
        lock (_gate)
        {
            period = _period;
            if (!IsBroken(period))
                return true;
            if (_isTrialRunning || time.GetElapsedTime(_brokenAt) < breakFor)
                return false;

            return _isTrialRunning = true;
        }
    }
}
