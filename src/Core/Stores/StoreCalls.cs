using System.Runtime.CompilerServices;

namespace CacheKit;

// The calls of a backend, none of which fails but by the caller's own cancellation: what goes wrong is noted in the store's health,
// and told as no answer. A store outside this process is given only so long, and is left alone while it keeps failing.
//
// The buffers of a call that took too long are the backend's for good: it may still be reading them.
internal sealed class StoreCalls
{
    private readonly ICacheBackend _backend;
    private readonly StoreTimeout? _timeout;
    private readonly StoreBreaker? _breaker;

    public StoreCalls(ICacheBackend backend, StoreTerms terms)
    {
        _backend = backend;
        Health = new StoreHealth(backend.GetType().Name);
        if (backend is IValueBackend)
            return;

        _timeout = terms.Timeout is { } timeout ? new StoreTimeout(timeout, terms.Clock) : null;
        _breaker = terms.BreakAfter is { } breakAfter ? new StoreBreaker(breakAfter, terms.BreakFor, terms.Clock) : null;
    }

    public StoreHealth Health { get; }

    public bool CanAdd => _backend is IAddingBackend;

    public bool CanReplace => _backend is IReplacingBackend;

    public ValueTask<Answer<ReadOnlyMemory<byte>?>> GetAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Get, key, cancellationToken);

    public ValueTask<Answer<CacheEntry?>> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.GetWithTimeToLive, key, cancellationToken);

    public ValueTask<Answer<bool>> SetAsync(string key, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Set, (key, payload, timeToLive), cancellationToken);

    public ValueTask<Answer<bool>> RemoveAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Remove, key, cancellationToken);

    public ValueTask<Answer<long>> ClearAsync(string prefix, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Clear, prefix, cancellationToken);

    // Of a store that can add.
    public ValueTask<Answer<bool>> AddAsync(string key, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Add, (key, payload, timeToLive), cancellationToken);

    // Of a store that can replace.
    public ValueTask<Answer<bool>> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Replace, (key, expected, payload, timeToLive), cancellationToken);

    // Pooled, as those of a backend on a server are: what a hit allocates is the client's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<TResult>> CallAsync<TState, TResult>(StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        if (_breaker is { IsQuiet: false })
            return await TryAsync(_breaker, operation, state, cancellationToken).ConfigureAwait(false);

        StoreMark mark = Health.Mark;
        try
        {
            TResult result = await RunAsync(operation, state, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return new Answer<TResult>(result);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, operation.Name);
            if (_breaker is not null)
                await _breaker.FailedAsync(exception).ConfigureAwait(false);
            return Answer<TResult>.None;
        }
    }

    private async ValueTask<Answer<TResult>> TryAsync<TState, TResult>(
        StoreBreaker breaker, StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        Attempt<TResult>? tried = await breaker.TryAsync(
            static (call, cancellationToken) => call.Calls.AttemptAsync(call.Operation, call.State, cancellationToken),
            (Calls: this, Operation: operation, State: state),
            cancellationToken).ConfigureAwait(false);

        if (tried is not { } attempt)
        {
            Health.LeftAlone(operation.Name);
            return Answer<TResult>.None;
        }

        switch (attempt.EndFor(cancellationToken))
        {
            case CallEnd.Answered:
                Health.Succeeded(mark);
                return new Answer<TResult>(attempt.Result);
            case CallEnd.Left:
                throw new OperationCanceledException(cancellationToken);
            default:
                Health.Failed(mark, attempt.Exception!, operation.Name);
                return Answer<TResult>.None;
        }
    }

    private async ValueTask<Attempt<TResult>> AttemptAsync<TState, TResult>(StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        try
        {
            return new Attempt<TResult>(await RunAsync(operation, state, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception)
        {
            return new Attempt<TResult>(default, exception);
        }
    }

    private ValueTask<TResult> RunAsync<TState, TResult>(StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken) =>
        _timeout is { } timeout && operation.IsLimited
            ? timeout.RunAsync(_backend, operation, state, cancellationToken)
            : operation.Call(_backend, state, cancellationToken);

    private static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
