namespace CacheKit;

// Keeps the removals that the store could not perform, and replays them when the store answers again. Until then their keys count as
// missing in this process, so removed values are never found. A timer retries while removals are pending.
internal sealed class RemovalReplay : IDisposable
{
    private const int MaxKeys = 10_000;

    private readonly PendingRemovals _pending = new(MaxKeys);
    private readonly Func<PendingRemoval, ValueTask<CallFailure>> _replay;
    private readonly StoreHealth _health;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _failedAt;
    private int _running;
    private volatile bool _hasFailed;
    private bool _isDisposed;

    public RemovalReplay(Func<PendingRemoval, ValueTask<CallFailure>> replay, StoreHealth health, TimeProvider time, TimeSpan interval)
    {
        _replay = replay;
        _health = health;
        _time = time;
        _interval = interval;
    }

    public PendingRemovals Pending => _pending;

    public void AddKey(string key, Replacement? replacement = null)
    {
        Report(_pending.AddKey(key, replacement));
        ScheduleTimer();
    }

    public void AddPrefix(string prefix)
    {
        Report(_pending.AddPrefix(prefix));
        ScheduleTimer();
    }

    // Waits for the interval after a failed removal: a store may answer reads while removals fail.
    public void StoreAnswered()
    {
        if (_pending.Any && !(_hasFailed && _time.GetElapsedTime(Volatile.Read(ref _failedAt)) < _interval))
            Start();
    }

    // Stops retrying.
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
        }

        ScheduleTimer();
        if (_pending.Count is > 0 and int count)
            _health.Logger.RemovalsDiscarded(_health.Backend, count);
    }

    private void Report(MergedRemovals? merged)
    {
        if (merged?.Prefix is { } prefix)
            _health.Logger.RemovalsMerged(_health.Backend, MaxKeys, LogText.Of(prefix), merged.Others);
        if (merged?.Lost > 0)
            _health.Logger.RemovalsGivenUp(_health.Backend, MaxKeys, merged.Lost);
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
                CallFailure failure = await _replay(removal).ConfigureAwait(false);
                if (failure is CallFailure.Unknown or CallFailure.TimedOut or CallFailure.RefusedForNow)
                {
                    // A removal that keeps failing must not block the others.
                    _pending.MoveToEnd(removal);
                    Volatile.Write(ref _failedAt, _time.GetTimestamp());
                    _hasFailed = true;
                    return;
                }

                if (failure == CallFailure.NotAttempted)
                    return;

                // A permanently refused removal is dropped: the refusal is logged, and its key must not count as missing forever.
                _pending.Forget(removal);
                done += failure == CallFailure.None ? 1 : 0;
            }
        }
        finally
        {
            if (done > 0)
                _health.Logger.RemovalsReplayed(_health.Backend, done);
            Volatile.Write(ref _running, 0);
            ScheduleTimer(restart: true);
        }
    }

    // The timer exists only while removals are pending.
    private void ScheduleTimer(bool restart = false)
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
            else if (restart)
            {
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
