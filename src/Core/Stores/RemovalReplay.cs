namespace CacheKit;

// What this process asked a store to remove while the store was down. Until that is carried out, the keys count as absent here; so
// nothing removed is ever found again. It is carried out as soon as the store answers, which is tried from time to time.
internal sealed class RemovalReplay : IDisposable
{
    private const int MostKeys = 10_000;

    private readonly PendingRemovals _pending = new(MostKeys);
    private readonly Func<PendingRemoval, ValueTask<CallFailure>> _carryOut;
    private readonly StoreHealth _health;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _failedAt;
    private int _running;
    private volatile bool _hasFailed;
    private bool _isDisposed;

    public RemovalReplay(Func<PendingRemoval, ValueTask<CallFailure>> carryOut, StoreHealth health, TimeProvider time, TimeSpan interval)
    {
        _carryOut = carryOut;
        _health = health;
        _time = time;
        _interval = interval;
    }

    public bool AnyPending => _pending.Any;

    public long LastNumber => _pending.LastNumber;

    public bool IsPending(string key) => _pending.Covers(key);

    public Replacement? InsteadOf(string key) => _pending.InsteadOf(key);

    public void AddKey(string key, Replacement? instead = null)
    {
        if (_pending.AddKey(key, instead) is { } prefix)
            _health.Logger.RemovalsMerged(_health.Backend, MostKeys, LogText.Of(prefix));
        Arm();
    }

    public void AddPrefix(string prefix)
    {
        _pending.AddPrefix(prefix);
        Arm();
    }

    // A key was written or removed, by a call that began when that number was the last.
    public void KeyDone(string key, long lastNumber) => _pending.ForgetKey(key, lastNumber);

    public void PrefixDone(string prefix, long lastNumber) => _pending.ForgetPrefix(prefix, lastNumber);

    // A store that answers reads and fails at removals is not asked to remove at each of its answers.
    public void StoreAnswered()
    {
        if (_pending.Any && !(_hasFailed && _time.GetElapsedTime(Volatile.Read(ref _failedAt)) < _interval))
            Start();
    }

    // From now on nothing is tried by itself any more.
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
            _timer?.Dispose();
            _timer = null;
        }

        if (_pending.Count is > 0 and int count)
            _health.Logger.RemovalsLeft(_health.Backend, count);
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
            _ = CleanContext.Call(RunAsync);
    }

    private async Task RunAsync()
    {
        int done = 0;
        try
        {
            while (_pending.TryGetOldest(out PendingRemoval? removal))
            {
                CallFailure failure = await _carryOut(removal).ConfigureAwait(false);
                if (failure is CallFailure.Unknown or CallFailure.TimedOut or CallFailure.RefusedForNow)
                {
                    // One that can't be carried out, for whatever reason, does not hold up the others for ever.
                    _pending.Postpone(removal);
                    Volatile.Write(ref _failedAt, _time.GetTimestamp());
                    _hasFailed = true;
                    return;
                }

                if (failure == CallFailure.NotAttempted)
                    return;

                // One that is refused for good is given up: the refusal is logged, and a key that can't be removed must not be absent for ever.
                _pending.Forget(removal);
                done += failure == CallFailure.None ? 1 : 0;
            }

            _hasFailed = false;
        }
        finally
        {
            if (done > 0)
                _health.Logger.RemovalsCarriedOut(_health.Backend, done);
            Volatile.Write(ref _running, 0);
            Arm(again: true);
        }
    }

    // There is a timer only while something is pending.
    private void Arm(bool again = false)
    {
        lock (_gate)
        {
            if (_isDisposed || !_pending.Any)
            {
                _timer?.Dispose();
                _timer = null;
            }
            else if (_timer is null)
            {
                _timer = CleanContext.Call(() =>
                    _time.CreateTimer(static replay => ((RemovalReplay)replay!).Start(), this, _interval, Timeout.InfiniteTimeSpan));
            }
            else if (again)
            {
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
