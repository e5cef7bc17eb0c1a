using System.Runtime.CompilerServices;

namespace CacheKit;

// Limits the duration of a backend call, even if the backend ignores its cancellation token.
internal sealed class StoreTimeout(TimeSpan timeout, TimeProvider time, RemovalReplay replay)
{
    // Calls that begin within this slice share a timer, so a timeout may be this much longer. Only with the system clock, because tests
    // with a fake clock expect exact times.
    private readonly TimeSpan _slice = time == TimeProvider.System ? timeout / 20 : TimeSpan.Zero;
    private Deadline? _deadline;

    // Throws a TimeoutException after the timeout.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        ICacheBackend backend, StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationToken deadline = CurrentDeadline().Token;
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken)
            : null;
        CancellationToken limit = either?.Token ?? deadline;
        try
        {
            SynchronousCaller.BeginCall(timeout);
            return await LimitAsync(operation.Call(backend, state, limit), operation, state, limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut();
        }
    }

    private ValueTask<TResult> LimitAsync<TState, TResult>(
        ValueTask<TResult> call, StoreOperation<TState, TResult> operation, TState state, CancellationToken limit)
    {
        if (call.IsCompleted)
            return call;

        return SynchronousCaller.IsCurrent
            ? new(Block(call.AsTask(), operation, state, limit))
            : LimitedCall<TState, TResult>.WaitAsync(call, operation, state, replay, limit);
    }

    // Returns the call when it has ended.
    private Task<TResult> Block<TState, TResult>(
        Task<TResult> call, StoreOperation<TState, TResult> operation, TState state, CancellationToken limit)
    {
        bool hasEnded = false;
        try
        {
            hasEnded = SynchronousCaller.Wait(call, timeout, time, limit);
        }
        finally
        {
            if (!hasEnded)
                LimitedCall<TState, TResult>.Abandon(new(call), operation, state, replay);
        }

        return hasEnded ? call : throw TimedOut();
    }

    private TimeoutException TimedOut()
    {
        SynchronousCaller.TimeOut();
        return new($"The store did not answer within {timeout}.");
    }

    private Deadline CurrentDeadline()
    {
        Deadline? latest = Volatile.Read(ref _deadline);
        if (latest is not null && Environment.TickCount64 < latest.SharedUntil)
            return latest;

        // Not disposed, because calls may still use the token; it is collected after its deadline.
        var source = new CancellationTokenSource(timeout + _slice, time);
        var next = new Deadline(Environment.TickCount64 + (long)_slice.TotalMilliseconds, source.Token);
        Volatile.Write(ref _deadline, next);
        return next;
    }
}
