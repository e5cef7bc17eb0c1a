using System.Runtime.CompilerServices;

namespace CacheKit;

// Gives a call of a backend so long, and no longer, whether it heeds its token or not.
internal sealed class StoreTimeout(TimeSpan timeout, TimeProvider time, Repairs repairs)
{
    // A call that runs out of time has failed with a TimeoutException.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        ICacheBackend backend, StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, time);
        using CancellationTokenRegistration leaving = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        Task<TResult>? running = null;
        try
        {
            ValueTask<TResult> call = operation.Call(backend, state, limit.Token);
            if (call.IsCompleted)
                return await call.ConfigureAwait(false);

            running = call.AsTask();
            return await running.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (running is { IsCompleted: false })
                Abandon(running, operation.Writes?.Invoke(state));

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The store did not answer within {timeout}.");
        }
    }

    // Nobody is told any more how it ends. What it has written by then may have taken the place of something newer.
    private void Abandon(Task running, string? writtenKey) => running.ContinueWith(
        ended =>
        {
            _ = ended.Exception;
            if (writtenKey is not null)
                repairs.AddKey(writtenKey);
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
