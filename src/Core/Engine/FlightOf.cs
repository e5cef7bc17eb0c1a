namespace CacheKit;

internal sealed class FlightOf<TResult>(Flights flights, string key, bool cancellable) : Flight
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource? _abandoned = cancellable ? new() : null;
    private int _waiters = 1;
    private volatile bool _hasLeaderLeft;
    private Loss _loss;

    public override Task Ended => _result.Task;

    public bool HasLeaderLeft => _hasLeaderLeft;

    public override CancellationToken Abandoned => _abandoned?.Token ?? CancellationToken.None;

    // False if everybody has left a computation, so that it is being cancelled; a result that is being written can't be any more.
    public bool TryJoin()
    {
        int waiters = Volatile.Read(ref _waiters);
        while (waiters > 0 || IsWriting)
        {
            int seen = Interlocked.CompareExchange(ref _waiters, waiters + 1, waiters);
            if (seen == waiters)
                return true;
            waiters = seen;
        }

        return false;
    }

    public override bool TryHeed()
    {
        int waiters = Volatile.Read(ref _waiters);
        while (waiters > 1)
        {
            int seen = Interlocked.CompareExchange(ref _waiters, waiters - 1, waiters);
            if (seen == waiters)
                return true;
            waiters = seen;
        }

        return false;
    }

    public ValueTask<TResult> WaitAsync(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && !_result.Task.IsCompleted ? WaitOrLeaveAsync(cancellationToken) : new(_result.Task);

    // The same for who waits so long at most (null: however long it takes), and then goes on with something else: for him the computation
    // goes on too.
    public async ValueTask<TResult> WaitAsync(TimeSpan? patience, TimeProvider time, CancellationToken cancellationToken)
    {
        if (patience is not { } limit || _result.Task.IsCompleted)
            return await WaitAsync(cancellationToken).ConfigureAwait(false);

        try
        {
            return await _result.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_result.Task.IsCompleted)
        {
            throw new TimeoutException($"The value took longer than {limit} to compute. It goes on, and what it brings is stored.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_result.Task.IsCompleted)
        {
            Leave();
            throw;
        }
    }

    // For who leads, while the computation runs on its own thread: it does not wait yet, but may be cancelled already.
    public CancellationTokenRegistration LeaveOn(CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static state =>
        {
            var flight = (FlightOf<TResult>)state!;
            flight.LeaderLeaves();
            flight.Leave();
        },
        this);

    // The computation goes on, but what it uses of the leader's may end at any time.
    public void LeaderLeaves() => _hasLeaderLeft = true;

    // Whether an exception is how the flight ended, and came from the leader's departure.
    public Loss LossIn(Exception exception) => _result.Task.Exception?.InnerException == exception ? _loss : Loss.None;

    // Only the first end counts.
    public void Complete(TResult result)
    {
        flights.Remove(key, this);
        _result.TrySetResult(result);
    }

    public void Fail(Exception exception, Loss loss = Loss.None)
    {
        _loss = loss;
        flights.Remove(key, this);
        _result.TrySetException(exception);

        // Looked at here, so that it never counts as unobserved: the one who computed may be the only one who waited.
        _ = _result.Task.Exception;
    }

    private async ValueTask<TResult> WaitOrLeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_result.Task.IsCompleted)
        {
            Leave();
            throw;
        }
    }

    // On a thread of its own: what a factory has registered with its token neither holds up the last caller to leave, nor throws at it.
    private void Abandon() => _abandoned?.CancelAsync().ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Leave()
    {
        // Detached, as a factory that doesn't heed its token may bring an outdated result at any time.
        if (Interlocked.Decrement(ref _waiters) == 0 && TryDetach())
        {
            flights.Remove(key, this);
            Abandon();
        }
    }
}
