namespace CacheKit;

internal sealed class ResultFlight<TResult>(Flights flights, string key, bool cancellable) : Flight
{
    // The longest time that a timer takes, which no process lives.
    private static readonly TimeSpan _longestPatience = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource? _abandoned = cancellable ? new() : null;
    private readonly long _begun = flights.Time.GetTimestamp();

    // Under the gate, as what follows of the one depends on the other.
    private int _waiters = 1;
    private CancelWhen _cancelWhen;
    private volatile bool _hasLeaderLeft;

    // How it has ended. Most flights end before anyone waits for them, and need no task.
    private TaskCompletionSource<TResult>? _task;
    private TResult? _result;
    private Exception? _failure;
    private Loss _loss;
    private volatile bool _hasEnded;

    public override bool HasEnded => _hasEnded;

    public override Task Ended => Result;

    public bool HasLeaderLeft => _hasLeaderLeft;

    public override CancellationToken Abandoned => _abandoned?.Token ?? CancellationToken.None;

    private bool IsAbandoned => _waiters == 0 && _cancelWhen == CancelWhen.NobodyWaits && !IsWriting;

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

    // False if everybody has left a computation, so that it is being cancelled; a result that is being written can't be any more.
    public bool TryJoin(bool isNeeded)
    {
        lock (Gate)
        {
            if (IsAbandoned)
                return false;

            _waiters++;
            if (isNeeded && _cancelWhen == CancelWhen.NobodyWaitsOnceNeeded)
                _cancelWhen = CancelWhen.NobodyWaits;
            return true;
        }
    }

    // From here on the computation goes on without those who wait. False if they have left already.
    public bool TryCancelOnly(CancelWhen cancelWhen)
    {
        lock (Gate)
        {
            if (IsAbandoned)
                return false;

            _cancelWhen = cancelWhen;
            return true;
        }
    }

    public override bool TryCancelWhenNobodyWaits()
    {
        lock (Gate)
        {
            if (_waiters == 0)
                return false;

            _cancelWhen = CancelWhen.NobodyWaits;
            return true;
        }
    }

    public override bool TryForget(TimeSpan limit)
    {
        lock (Gate)
        {
            if (_waiters > 0 || flights.Time.GetElapsedTime(_begun) < limit || !TryDetach())
                return false;

            // A caller that has found it already must not join it.
            _cancelWhen = CancelWhen.NobodyWaits;
        }

        Abandon();
        return true;
    }

    // For a caller that waits so long at most (null: however long it takes) and then goes on with something else; the computation goes on without it.
    public async ValueTask<TResult> WaitAsync(TimeSpan? patience, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_hasEnded || (patience is null && !cancellationToken.CanBeCanceled))
            return await WaitAsync(CancellationToken.None).ConfigureAwait(false);

        try
        {
            TimeSpan limit = patience < _longestPatience ? patience.Value : Timeout.InfiniteTimeSpan;
            return await Result.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_hasEnded)
        {
            LeaveRunning();
            throw new TimeoutException($"The value took longer than {patience} to compute. It goes on, and what it brings is stored.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_hasEnded)
        {
            Leave();
            throw;
        }
    }

    public ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
            return _failure is null ? new(_result!) : new(Result);

        return cancellationToken.CanBeCanceled ? WaitAsync(null, TimeProvider.System, cancellationToken) : new(Result);
    }

    // For the leader while the computation runs on its thread: it does not wait yet, but may be cancelled already.
    public CancellationTokenRegistration LeaveOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static state =>
        {
            var flight = (ResultFlight<TResult>)state!;
            flight.LeaderLeaves();
            flight.Leave();
        },
        this);

    // The computation goes on, but what it uses of the leader's may end at any time.
    public void LeaderLeaves() => _hasLeaderLeft = true;

    // One of those who wait goes on with something else, and the computation in the background.
    public void LeaveRunning()
    {
        lock (Gate)
        {
            _waiters--;
            if (_cancelWhen == CancelWhen.NobodyWaits)
                _cancelWhen = CancelWhen.NobodyWaitsOnceNeeded;
        }
    }

    // Whether an exception is how the flight ended, and came from the leader's departure.
    public Loss LossIn(Exception exception) => _hasEnded && _failure == exception ? _loss : Loss.None;

    public void Complete(TResult result) => End(result, failure: null, Loss.None);

    public void Fail(Exception exception, Loss loss = Loss.None) => End(default, exception, loss);

    // Only the first end counts.
    private void End(TResult? result, Exception? failure, Loss loss)
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

        // Looked at here, so that it never counts as unobserved: the one who computed may be the only one who waited.
        task.SetException(_failure);
        _ = task.Task.Exception;
    }

    private void Leave()
    {
        lock (Gate)
        {
            _waiters--;

            // Detached, as a factory that doesn't heed its token may bring an outdated result at any time.
            if (!IsAbandoned || !TryDetach())
                return;
        }

        Abandon();
    }

    // On a thread of its own: what a factory has registered with its token neither holds up the last caller to leave, nor throws at it.
    private void Abandon()
    {
        End();
        flights.Remove(key, this);
        CleanContext.Call(() => _abandoned?.CancelAsync().ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
    }
}
