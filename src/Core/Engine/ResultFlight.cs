namespace CacheKit;

internal sealed class ResultFlight<TResult>(Flights flights, string key, bool cancellable) : Flight
{
    // The maximum period of a timer, about 49 days.
    private static readonly TimeSpan _maxWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource? _abandoned = cancellable ? new() : null;
    private readonly long _begun = flights.Time.GetTimestamp();

    // Guarded by the gate, because each depends on the other.
    private int _waiters = 1;
    private CancelWhen _cancelWhen;
    private volatile bool _hasLeaderLeft;
    private LeaderLoss _loss;

    public override Task Ended => _result.Task;

    public bool HasLeaderLeft => _hasLeaderLeft;

    public override CancellationToken Abandoned => _abandoned?.Token ?? CancellationToken.None;

    private bool IsAbandoned => _waiters == 0 && _cancelWhen == CancelWhen.NoWaiters && !IsWriting;

    // False if all waiters have left and the computation is being cancelled. A result that is being written can no longer be cancelled.
    public bool TryJoin(bool isNeeded)
    {
        lock (Gate)
        {
            if (IsAbandoned)
                return false;

            _waiters++;
            if (isNeeded && _cancelWhen == CancelWhen.NoWaitersOnceNeeded)
                _cancelWhen = CancelWhen.NoWaiters;
            return true;
        }
    }

    // Sets when the computation is cancelled. False if all waiters have left already.
    public bool TrySetCancelWhen(CancelWhen cancelWhen)
    {
        lock (Gate)
        {
            if (IsAbandoned)
                return false;

            _cancelWhen = cancelWhen;
            return true;
        }
    }

    public override bool TryCancelWhenNoWaiters()
    {
        lock (Gate)
        {
            if (_waiters == 0)
                return false;

            _cancelWhen = CancelWhen.NoWaiters;
            return true;
        }
    }

    public override bool TryAbandon(TimeSpan limit)
    {
        lock (Gate)
        {
            if (_waiters > 0 || flights.Time.GetElapsedTime(_begun) < limit || !TryDetach())
                return false;

            // Prevents a caller that has already found this flight from joining it.
            _cancelWhen = CancelWhen.NoWaiters;
        }

        Abandon();
        return true;
    }

    // Waits up to a limit (null: until the end). After the limit the computation continues without the caller.
    public async ValueTask<TResult> WaitAsync(TimeSpan? waitLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_result.Task.IsCompleted || (waitLimit is null && !cancellationToken.CanBeCanceled))
            return await _result.Task.ConfigureAwait(false);

        try
        {
            TimeSpan limit = waitLimit < _maxWait ? waitLimit.Value : Timeout.InfiniteTimeSpan;
            return await _result.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_result.Task.IsCompleted)
        {
            ContinueInBackground();
            throw new TimeoutException(
                $"The value took longer than {waitLimit} to compute. The computation continues in the background, and its value will be stored.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_result.Task.IsCompleted)
        {
            Leave();
            throw;
        }
    }

    public ValueTask<TResult> WaitAsync(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && !_result.Task.IsCompleted ? WaitAsync(null, TimeProvider.System, cancellationToken) : new(_result.Task);

    // For the leader while the computation runs on its thread: it is not waiting yet, but can be cancelled.
    public CancellationTokenRegistration LeaveOnCancellation(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static state =>
        {
            var flight = (ResultFlight<TResult>)state!;
            flight.MarkLeaderLeft();
            flight.Leave();
        },
        this);

    // Records that objects of the leader may be disposed at any time.
    public void MarkLeaderLeft() => _hasLeaderLeft = true;

    // Removes a waiter and lets the computation continue in the background.
    public void ContinueInBackground()
    {
        lock (Gate)
        {
            _waiters--;
            if (_cancelWhen == CancelWhen.NoWaiters)
                _cancelWhen = CancelWhen.NoWaitersOnceNeeded;
        }
    }

    // Whether the exception is the flight's failure, and was caused by the leader's departure.
    public LeaderLoss LeaderLossIn(Exception exception) => _result.Task.Exception?.InnerException == exception ? _loss : LeaderLoss.None;

    // Has no effect if the flight has already ended.
    public void Complete(TResult result)
    {
        End();
        flights.Remove(key, this);
        _result.TrySetResult(result);
    }

    public void Fail(Exception exception, LeaderLoss loss = LeaderLoss.None)
    {
        _loss = loss;
        End();
        flights.Remove(key, this);
        _result.TrySetException(exception);

        // Marks the exception as observed: the leader may be the only waiter.
        _ = _result.Task.Exception;
    }

    private void Leave()
    {
        lock (Gate)
        {
            _waiters--;

            // Detached, because a factory that ignores its token may return an outdated result later.
            if (!IsAbandoned || !TryDetach())
                return;
        }

        Abandon();
    }

    // Runs on another thread: callbacks that a factory has registered with its token must neither block the last waiter nor throw into it.
    private void Abandon()
    {
        End();
        flights.Remove(key, this);
        CleanContext.Call(() => _abandoned?.CancelAsync().ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
    }
}
