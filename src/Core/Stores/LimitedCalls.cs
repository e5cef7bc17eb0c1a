using System.Runtime.CompilerServices;

namespace CacheKit;

// Calls a backend: within the timeout of the operations that have one, even if the backend ignores its cancellation token, and measured while
// somebody listens.
internal sealed class LimitedCalls(ICacheBackend backend, StoreHealth health, TimeSpan? timeout = null, RemovalReplay? replay = null)
{
    // Calls that begin within this slice share a timer, so a timeout may be this much longer. Only with the system clock, because tests
    // with a fake clock expect exact times.
    private readonly TimeSpan _slice = health.Time == TimeProvider.System && timeout is { } whole ? whole / 20 : TimeSpan.Zero;
    private Deadline? _deadline;

    // Throws a TimeoutException after the timeout.
    public ValueTask<TResult> CallAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken) =>
        StoreCallMeasure.IsNeeded ? CallMeasuredAsync(operation, state, cancellationToken) : CallUnmeasuredAsync(operation, state, cancellationToken);

    private async ValueTask<TResult> CallMeasuredAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        StoreCallMeasure measure = StoreCallMeasure.Begin(health, operation.Name, CacheActivities.RecordsKeys ? operation.Subject(state) : null);
        try
        {
            TResult result = await CallUnmeasuredAsync(operation, state, cancellationToken).ConfigureAwait(false);
            measure.End();
            return result;
        }
        catch (Exception exception)
        {
            measure.End(exception);
            throw;
        }
    }

    private ValueTask<TResult> CallUnmeasuredAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken) =>
        timeout is { } limit && operation.HasTimeout
            ? CallWithinAsync(limit, operation, state, cancellationToken)
            : SynchronousCaller.Finish(operation.Call(backend, state, cancellationToken));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> CallWithinAsync<TState, TResult>(
        TimeSpan limit, StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationToken deadline = DeadlineOf(limit).Token;
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken)
            : null;
        CancellationToken end = either?.Token ?? deadline;
        try
        {
            SynchronousCaller.BeginCall(limit);
            return await LimitAsync(operation.Call(backend, state, end), limit, operation, state, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut(limit);
        }
    }

    private ValueTask<TResult> LimitAsync<TState, TResult>(
        ValueTask<TResult> call, TimeSpan limit, StoreOperation<TState, TResult> operation, TState state, CancellationToken end)
    {
        if (call.IsCompleted)
            return call;

        return SynchronousCaller.IsCurrent
            ? new(Block(limit, call.AsTask(), operation, state, end))
            : LimitedCall<TState, TResult>.WaitAsync(call, operation, state, replay!, end);
    }

    // Returns the result when the call has ended.
    private TResult Block<TState, TResult>(
        TimeSpan limit, Task<TResult> call, StoreOperation<TState, TResult> operation, TState state, CancellationToken end)
    {
        bool hasEnded = false;
        try
        {
            hasEnded = SynchronousCaller.Wait(call, limit, health.Time, end);
        }
        finally
        {
            if (!hasEnded)
                LimitedCall<TState, TResult>.Abandon(new(call), operation, state, replay!);
        }

        return hasEnded ? call.GetAwaiter().GetResult() : throw TimedOut(limit);
    }

    private static TimeoutException TimedOut(TimeSpan limit)
    {
        SynchronousCaller.TimeOut();
        return new($"The store did not answer within {limit}.");
    }

    private Deadline DeadlineOf(TimeSpan limit)
    {
        Deadline? latest = Volatile.Read(ref _deadline);
        if (latest is not null && Environment.TickCount64 < latest.SharedUntil)
            return latest;

        // Not disposed, because calls may still use the token; it is collected after its deadline.
        var source = new CancellationTokenSource(limit + _slice, health.Time);
        var next = new Deadline(Environment.TickCount64 + (long)_slice.TotalMilliseconds, source.Token);
        Volatile.Write(ref _deadline, next);
        return next;
    }

    // The deadline of all calls that begin before SharedUntil (in milliseconds of Environment.TickCount64). It is shared because a timer per
    // call would cost more than the rest of the call.
    private sealed record Deadline(long SharedUntil, CancellationToken Token);
}
