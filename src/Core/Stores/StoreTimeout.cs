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
        Task<TResult>? running = null;
        try
        {
            SynchronousCaller.BeginCall(timeout);
            ValueTask<TResult> call = operation.Call(backend, state, limit);
            if (call.IsCompleted)
                return await call.ConfigureAwait(false);

            running = call.AsTask();
            if (SynchronousCaller.IsCurrent && !SynchronousCaller.Wait(running, timeout, time, limit))
            {
                Abandon(running, operation, state);
                throw TimedOut();
            }

            return await running.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (running is { IsCompleted: false })
                Abandon(running, operation, state);

            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut();
        }
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

    // Observes the exception of the abandoned call. Its write may have overwritten a newer value, so the key is removed.
    private void Abandon<TState, TResult>(Task running, StoreOperation<TState, TResult> operation, TState state) =>
        CleanContext.Call(() => running.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                operation.AddRemovals?.Invoke(replay, state);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default));
}
