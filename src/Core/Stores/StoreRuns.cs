namespace CacheKit;

// Runs operations on a backend, within the timeout of those that have one. They are measured while somebody listens.
internal sealed class StoreRuns(ICacheBackend backend, StoreHealth health)
{
    public ValueTask<TResult> RunAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, StoreTimeout? timeout, CancellationToken cancellationToken) =>
        StoreCallMeasure.IsNeeded
            ? RunMeasuredAsync(operation, state, timeout, cancellationToken)
            : RunUnmeasuredAsync(operation, state, timeout, cancellationToken);

    private async ValueTask<TResult> RunMeasuredAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, StoreTimeout? timeout, CancellationToken cancellationToken)
    {
        StoreCallMeasure measure = StoreCallMeasure.Begin(health, operation.Name, CacheActivities.RecordsKeys ? operation.Subject(state) : null);
        try
        {
            TResult result = await RunUnmeasuredAsync(operation, state, timeout, cancellationToken).ConfigureAwait(false);
            measure.End();
            return result;
        }
        catch (Exception exception)
        {
            measure.End(exception);
            throw;
        }
    }

    private ValueTask<TResult> RunUnmeasuredAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, StoreTimeout? timeout, CancellationToken cancellationToken) =>
        timeout is not null && operation.HasTimeout
            ? timeout.RunAsync(backend, operation, state, cancellationToken)
            : SynchronousCaller.Finish(operation.Call(backend, state, cancellationToken));
}
