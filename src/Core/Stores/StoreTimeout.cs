using System.Runtime.CompilerServices;

namespace CacheKit;

// Gives a call of a backend so long, and no longer, whether it heeds its token or not.
internal sealed class StoreTimeout(TimeSpan timeout, TimeProvider time, RemovalReplay replay)
{
    // Calls may take longer by this part of the limit, so that those of a moment share its timer. Only by the system's clock: any other
    // is a test's, which counts exactly.
    private readonly TimeSpan _slice = time == TimeProvider.System ? timeout / 20 : TimeSpan.Zero;
    private Deadline? _deadline;

    // A call that runs out of time has failed with a TimeoutException.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        ICacheBackend backend, StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CancellationToken deadline = DeadlineOfNow().Token;
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken)
            : null;
        CancellationToken limit = either?.Token ?? deadline;
        Task<TResult>? running = null;
        try
        {
            ValueTask<TResult> call = operation.Call(backend, state, limit);
            if (call.IsCompleted)
                return await call.ConfigureAwait(false);

            running = call.AsTask();
            return await running.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (running is { IsCompleted: false })
                Abandon(running, operation.Writes?.Invoke(state));

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The store did not answer within {timeout}.");
        }
    }

    private Deadline DeadlineOfNow()
    {
        Deadline? latest = Volatile.Read(ref _deadline);
        if (latest is not null && Environment.TickCount64 < latest.SharedUntil)
            return latest;

        // Nobody disposes it: when its time has come, it is garbage.
        var source = new CancellationTokenSource(timeout + _slice, time);
        var next = new Deadline(Environment.TickCount64 + (long)_slice.TotalMilliseconds, source.Token);
        Volatile.Write(ref _deadline, next);
        return next;
    }

    // Nobody is told any more how it ends. What it has written by then may have taken the place of something newer.
    private void Abandon(Task running, string? writtenKey) => CleanContext.Call(() => running.ContinueWith(
        ended =>
        {
            _ = ended.Exception;
            if (writtenKey is not null)
                replay.AddKey(writtenKey);
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default));
}
