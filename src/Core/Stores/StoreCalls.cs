using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// The calls of a backend, none of which fails but by the caller's own cancellation, or for a clear that is refused: what goes wrong is
// noted in the store's health, and told as no answer. A store outside this process is given only so long, and is left alone while it keeps failing.
//
// The buffers of a call that took too long are the backend's for good: it may still be reading them.
//
// What was to be removed and could not be counts as absent until it is. A write that failed is to be removed too: it may have
// been done, or be done yet.
internal sealed class StoreCalls : IDisposable
{
    private static readonly TimeSpan _leastPause = TimeSpan.FromSeconds(1);

    private readonly ICacheBackend _backend;
    private readonly IConditionalBackend? _conditional;
    private readonly StoreOperation<string, ReadOnlyMemory<byte>?> _get;
    private readonly StoreTimeout? _timeout;
    private readonly StoreBreaker? _breaker;
    private readonly RemovalReplay? _replay;

    public StoreCalls(ICacheBackend backend, StoreCallSettings callSettings, string? name = null)
        : this(backend, callSettings, new StoreHealth(name ?? backend.GetType().Name, callSettings.Clock, PauseOf(callSettings)))
    {
    }

    // Several ways to one store share its health: an outage is logged once.
    public StoreCalls(ICacheBackend backend, StoreCallSettings callSettings, StoreHealth health)
        : this(backend, health)
    {
        _replay = new RemovalReplay(CarryOutAsync, Health, callSettings.Clock, PauseOf(callSettings));
        _timeout = callSettings.Timeout is { } timeout ? new StoreTimeout(timeout, callSettings.Clock, _replay) : null;
        _breaker = callSettings.BreakAfter is { } breakAfter ? new StoreBreaker(breakAfter, callSettings.BreakFor, callSettings.Clock) : null;
    }

    private StoreCalls(ICacheBackend backend, StoreHealth health)
    {
        _backend = backend;
        _conditional = backend.FindCapability<IConditionalBackend>();
        _get = backend.FindCapability<TieredBackend>() is null ? StoreOperations.Get : StoreOperations.GetFromSharedStore;
        Health = health;
    }

    // Memory answers at once: no timeout, no circuit breaker, and no removals owed.
    public static StoreCalls InProcess(ICacheBackend backend, StoreCallSettings callSettings) =>
        new(backend, new StoreHealth(backend.GetType().Name, callSettings.Clock, PauseOf(callSettings)));

    public StoreHealth Health { get; }

    // Whether it can add and replace.
    public bool CanWriteConditionally => _conditional is not null;

    public ValueTask<StoreResult<ReadOnlyMemory<byte>?>> GetAsync(string key, CancellationToken cancellationToken) =>
        IsPending(key) ? default : CallAsync(_get, key, cancellationToken);

    public ValueTask<StoreResult<CacheEntry?>> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken) =>
        IsPending(key) ? default : CallAsync(StoreOperations.GetWithTimeToLive, key, cancellationToken);

    public ValueTask<StoreResult<bool>> SetAsync(string key, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        CallAsync(StoreOperations.Set, (key, payload, timeToLive), cancellationToken);

    public async ValueTask<StoreResult<bool>> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        StoreResult<bool> answer = await CallAsync(StoreOperations.Remove, key, cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            _replay?.AddKey(key);
        return answer;
    }

    // What can never be cleared is the one failure that its caller has to hear of: nothing else says that the entries stay.
    public async ValueTask<StoreResult<long>> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        StoreResult<long> answer = await CallAsync(StoreOperations.Clear, prefix, cancellationToken).ConfigureAwait(false);
        if (answer is { Failure: CallFailure.Refused, Refusal: { } refusal })
            throw refusal;
        if (answer.IsPending)
            _replay?.AddPrefix(prefix);
        return answer;
    }

    // Puts something else in a key's place. Where the store refuses that, as it is full for example, the key is removed.
    public async ValueTask<StoreResult<bool>> SetInsteadAsync(string key, Replacement instead, CancellationToken cancellationToken)
    {
        StoreResult<bool> answer = await SetAsync(key, instead.NewPayload(), instead.TimeToLive, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? await CallAsync(StoreOperations.Remove, key, cancellationToken).ConfigureAwait(false) : answer;
    }

    public async ValueTask<StoreResult<bool>> AddAsync(string key, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (await RemoveFirstAsync(key, cancellationToken).ConfigureAwait(false) is not CallFailure.None and var failure)
            return StoreResult<bool>.None(failure);

        return await CallAsync(StoreOperations.Add, (_conditional!, key, payload, timeToLive), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoreResult<bool>> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (await RemoveFirstAsync(key, cancellationToken).ConfigureAwait(false) is not CallFailure.None and var failure)
            return StoreResult<bool>.None(failure);

        return await CallAsync(StoreOperations.Replace, (_conditional!, key, expected, payload, timeToLive), cancellationToken).ConfigureAwait(false);
    }

    // Whether a key counts as absent, whatever the store holds.
    public bool IsPending(string key) => _replay is not null && _replay.IsPending(key);

    // Has a key removed as soon as the store can: something else should be there, and could not be written.
    public void Invalidate(string key, Replacement? instead = null) => _replay?.AddKey(key, instead);

    // Has all keys with a prefix removed as soon as the store can.
    public void InvalidateAll(string prefix) => _replay?.AddPrefix(prefix);

    // Nothing is tried by itself any more.
    public void Dispose() => _replay?.Dispose();

    private long LastPending => _replay?.LastNumber ?? 0;

    // What depends on what the store holds must not meet what it should not hold any more.
    private async ValueTask<CallFailure> RemoveFirstAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsPending(key))
            return CallFailure.None;

        return _replay!.InsteadOf(key) is { } instead
            ? (await SetInsteadAsync(key, instead, cancellationToken).ConfigureAwait(false)).Failure
            : (await RemoveAsync(key, cancellationToken).ConfigureAwait(false)).Failure;
    }

    private async ValueTask<CallFailure> CarryOutAsync(PendingRemoval removal)
    {
        if (removal.IsPrefix)
            return (await CallAsync(StoreOperations.Clear, removal.Text, CancellationToken.None).ConfigureAwait(false)).Failure;

        return removal.Instead is { } instead
            ? (await SetInsteadAsync(removal.Text, instead, CancellationToken.None).ConfigureAwait(false)).Failure
            : (await CallAsync(StoreOperations.Remove, removal.Text, CancellationToken.None).ConfigureAwait(false)).Failure;
    }

    // Pooled, as those of a backend on a server are: what a hit allocates is the client's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StoreResult<TResult>> CallAsync<TState, TResult>(StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        int period = 0;
        if (_breaker is not null && !_breaker.TryEnter(out period))
        {
            Health.LeftAlone(operation.Name);
            return StoreResult<TResult>.None(CallFailure.NotAttempted);
        }

        StoreMark mark = Health.Mark;
        long pending = LastPending;
        try
        {
            TResult result = await RunAsync(operation, state, cancellationToken).ConfigureAwait(false);
            _breaker?.Succeeded(period);
            return Answered(mark, pending, operation, state, result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _breaker?.Abandoned(period);
            throw;
        }
        catch (StoreRefusedException refusal)
        {
            _breaker?.Succeeded(period);
            return Refused(mark, operation, state, refusal);
        }
        catch (ArgumentException exception)
        {
            _breaker?.Abandoned(period);
            return Refused(mark, operation, state, new StoreRefusedException("invalid", isTransient: false, exception.Message, exception));
        }
        catch (Exception exception)
        {
            _breaker?.Failed(period);
            return Failed(mark, operation, state, exception);
        }
    }

    private StoreResult<TResult> Answered<TState, TResult>(StoreMark mark, long pending, StoreOperation<TState, TResult> operation, TState state, TResult result)
    {
        Health.Succeeded(mark, operation.Name);
        if (_replay is { AnyPending: true } replay)
        {
            operation.Settle?.Invoke(replay, state, pending);
            replay.StoreAnswered();
        }

        return new StoreResult<TResult>(result);
    }

    private StoreResult<TResult> Failed<TState, TResult>(StoreMark mark, StoreOperation<TState, TResult> operation, TState state, Exception exception)
    {
        Health.Failed(mark, exception, operation.Name);
        if (operation.Writes?.Invoke(state) is { } key)
            _replay?.AddKey(key);
        return StoreResult<TResult>.None(exception is TimeoutException ? CallFailure.TimedOut : CallFailure.Unknown);
    }

    // What was refused was not done: nothing is owed for it.
    private StoreResult<TResult> Refused<TState, TResult>(StoreMark mark, StoreOperation<TState, TResult> operation, TState state, StoreRefusedException refusal)
    {
        Health.Refused(mark, operation.Name, refusal.Reason, refusal.IsTransient, refusal);
        if (Health.Logger.IsEnabled(LogLevel.Debug))
            Health.Logger.KeyRefused(operation.Name, refusal.Reason, LogText.Of(operation.Subject(state)));
        _replay?.StoreAnswered();
        return new StoreResult<TResult>(default, refusal.IsTransient ? CallFailure.RefusedForNow : CallFailure.Refused, refusal);
    }

    private ValueTask<TResult> RunAsync<TState, TResult>(StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken) =>
        _timeout is { } timeout && operation.IsLimited
            ? timeout.RunAsync(_backend, operation, state, cancellationToken)
            : operation.Call(_backend, state, cancellationToken);

    private static TimeSpan PauseOf(StoreCallSettings callSettings) => callSettings.BreakFor > TimeSpan.Zero ? callSettings.BreakFor : _leastPause;
}
