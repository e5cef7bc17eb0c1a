namespace CacheKit;

internal sealed class ResultFlight<TResult>(Flights flights, string key, EntrySettings settings, bool cancellable) : Flight
{
    // The maximum period of a timer, about 49 days.
    private static readonly TimeSpan _maxWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource? _abandoned = cancellable ? new() : null;
    private readonly long _begun = flights.Time.GetTimestamp();

    // Guarded by the gate, because each depends on the other.
    private int _waiters = 1;
    private CancelWhen _cancelWhen;
    private volatile bool _hasLeaderLeft;

    // The outcome. Most flights end before a caller waits, and need no task.
    private TaskCompletionSource<TResult>? _task;
    private TResult? _result;
    private Exception? _failure;
    private LeaderLoss _loss;
    private volatile bool _hasEnded;

    public string Key => key;

    public EntrySettings Settings => settings;

    public override string[]? Tags => settings.Tags;

    public override bool HasEnded => _hasEnded;

    public override TimeSpan Age => flights.Time.GetElapsedTime(_begun);

    public override int Waiters => Volatile.Read(ref _waiters);

    public override Task Ended => Result;

    public bool HasLeaderLeft => _hasLeaderLeft;

    public override CancellationToken Abandoned => _abandoned?.Token ?? CancellationToken.None;

    private bool IsAbandoned => _waiters == 0 && _cancelWhen == CancelWhen.NoWaiters && !IsWriting;

    private Task<TResult> Result
    {
        get
        {
            lock (Gate)
            {
                if (_task is null)
                {
                    _task = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    if (_hasEnded)
                        EndTask(_task);
                }

                return _task.Task;
            }
        }
    }

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
    public ValueTask<TResult> WaitAsync(TimeSpan? waitLimit, TimeProvider time, CancellationToken cancellationToken) =>
        _hasEnded || (waitLimit is null && !cancellationToken.CanBeCanceled)
            ? WaitAsync(CancellationToken.None)
            : WaitOrLeaveAsync(waitLimit, time, cancellationToken);

    public ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
            return _failure is null ? new(_result!) : new(Result);

        return cancellationToken.CanBeCanceled
            ? WaitOrLeaveAsync(null, TimeProvider.System, cancellationToken)
            : new(SynchronousCaller.Finish(Result));
    }

    private async ValueTask<TResult> WaitOrLeaveAsync(TimeSpan? waitLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            TimeSpan limit = waitLimit < _maxWait ? waitLimit.Value : Timeout.InfiniteTimeSpan;
            if (SynchronousCaller.IsCurrent && !SynchronousCaller.Wait(Result, limit, time, cancellationToken) && !_hasEnded)
                throw new TimeoutException();

            return await Result.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_hasEnded)
        {
            ContinueInBackground();
            throw new TimeoutException(
                $"The value took longer than {waitLimit} to compute. The computation continues in the background, and its value will be stored.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_hasEnded)
        {
            Leave();
            throw;
        }
    }

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
    public LeaderLoss LeaderLossIn(Exception exception) => _hasEnded && _failure == exception ? _loss : LeaderLoss.None;

    // Has no effect if the flight has already ended.
    public void Complete(TResult result) => End(result, failure: null, LeaderLoss.None);

    public void Fail(Exception exception, LeaderLoss loss = LeaderLoss.None) => End(default, exception, loss);

    private void End(TResult? result, Exception? failure, LeaderLoss loss)
    {
        End();
        flights.Remove(key, this);
        lock (Gate)
        {
            if (_hasEnded)
                return;

            (_result, _failure, _loss) = (result, failure, loss);
            _hasEnded = true;
            if (_task is not null)
                EndTask(_task);
        }
    }

    private void EndTask(TaskCompletionSource<TResult> task)
    {
        if (_failure is null)
        {
            task.SetResult(_result!);
            return;
        }

        // Marks the exception as observed: the leader may be the only waiter.
        task.SetException(_failure);
        _ = task.Task.Exception;
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
