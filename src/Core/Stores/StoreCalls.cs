using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Calls a backend and turns failures into results: each is recorded in the store's health. Only the caller's own cancellation and a
// permanently refused clear are thrown. A store outside this process gets a timeout and a circuit breaker.
//
// The buffers of a timed-out call are never reused, because the backend may still read them.
//
// A removal that failed is pending: its key counts as missing until the removal is replayed. A failed write also adds a pending removal,
// because the store may have performed it or perform it later.
internal sealed class StoreCalls : IDisposable
{
    private static readonly TimeSpan _minPause = TimeSpan.FromSeconds(1);

    private readonly IConditionalBackend? _conditional;
    private readonly IRentingBackend? _renting;
    private readonly StoreOperation<string, ReadOnlyMemory<byte>?> _get;
    private readonly LimitedCalls _calls;
    private readonly StoreBreaker? _breaker;
    private readonly RemovalReplay? _replay;
    private readonly PendingRemovals? _pending;

    public StoreCalls(ICacheBackend backend, StoreCallSettings callSettings, string? name = null)
        : this(backend, callSettings, HealthOf(name ?? BackendName.Of(backend), callSettings))
    {
    }

    // Several calls objects of one store share its health, so that an outage is logged once.
    public StoreCalls(ICacheBackend backend, StoreCallSettings callSettings, StoreHealth health)
        : this(backend, health)
    {
        _replay = new RemovalReplay(ReplayAsync, Health, callSettings.Clock, RetryPauseOf(callSettings));
        _pending = _replay.Pending;
        _calls = new LimitedCalls(backend, health, callSettings.Timeout, _replay);
        _breaker = callSettings.BreakAfter is { } breakAfter ? new StoreBreaker(breakAfter, callSettings.BreakFor, callSettings.Clock) : null;
    }

    private StoreCalls(ICacheBackend backend, StoreHealth health)
    {
        _conditional = backend.FindCapability<IConditionalBackend>();
        OwnsPayloads = backend.HandsOverPayloads;
        bool isTiered = backend.FindCapability<TieredBackend>() is not null;
        _renting = backend.FindCapability<IRentingBackend>();
        _get = isTiered ? StoreOperations.GetFromSharedStore : StoreOperations.Get;
        Health = health;
        _calls = new LimitedCalls(backend, health);
        Batch = new BatchStoreCalls(this, backend.FindCapability<IBatchBackend>(), isTiered ? BatchOperations.GetFromSharedStore : BatchOperations.Get);
    }

    // Memory needs no timeout, no circuit breaker and no replay.
    public static StoreCalls InProcess(ICacheBackend backend, StoreCallSettings callSettings) =>
        new(backend, HealthOf(BackendName.Of(backend), callSettings));

    public StoreHealth Health { get; }

    // The calls for many keys.
    public BatchStoreCalls Batch { get; }

    // Whether the backend has conditional writes.
    public bool CanWriteConditionally => _conditional is not null;

    // Whether payloads can be read into rented memory.
    public bool CanRent => _renting is not null;

    // Whether the payloads that are read belong to the caller.
    public bool OwnsPayloads { get; }

    public ValueTask<StoreResult<ReadOnlyMemory<byte>?>> GetAsync(string key, CancellationToken cancellationToken) =>
        IsPending(key) ? default : CallAsync(_get, key, cancellationToken);

    // The memory of an abandoned call is not given back, because the backend may still write to it.
    public ValueTask<StoreResult<IMemoryOwner<byte>?>> GetRentedAsync(string key, CancellationToken cancellationToken) =>
        IsPending(key) ? default : CallAsync(StoreOperations.GetRented, (_renting!, key), cancellationToken);

    public ValueTask<StoreResult<CacheEntry?>> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken) =>
        IsPending(key) ? default : CallAsync(StoreOperations.GetWithTimeToLive, key, cancellationToken);

    public ValueTask<StoreResult<bool>> SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken, bool keepsOld = false) =>
        CallAsync(keepsOld ? StoreOperations.SetOrKeep : StoreOperations.Set, (key, payload, timeToLive), cancellationToken);

    public async ValueTask<StoreResult<bool>> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        StoreResult<bool> answer = await CallAsync(StoreOperations.Remove, key, cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            _replay?.AddKey(key);
        return answer;
    }

    // A permanently refused clear is thrown: nothing else would tell the caller that the entries stay.
    public async ValueTask<StoreResult<long>> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        StoreResult<long> answer = await CallAsync(StoreOperations.Clear, prefix, cancellationToken).ConfigureAwait(false);
        if (answer is { Failure: CallFailure.Refused, Refusal: { } refusal })
            throw refusal;
        if (answer.IsPending)
            _replay?.AddPrefix(prefix);
        return answer;
    }

    // Writes a replacement. If the store refuses it, for example because it is full, the key is removed.
    public async ValueTask<StoreResult<bool>> SetReplacementAsync(string key, Replacement replacement, CancellationToken cancellationToken)
    {
        StoreResult<bool> answer = await SetAsync(key, replacement.NewPayload(), replacement.TimeToLive, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? await CallAsync(StoreOperations.Remove, key, cancellationToken).ConfigureAwait(false) : answer;
    }

    public async ValueTask<StoreResult<bool>> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (await ReplayFirstAsync(key, cancellationToken).ConfigureAwait(false) is not CallFailure.None and var failure)
            return StoreResult<bool>.None(failure);

        return await CallAsync(StoreOperations.Add, (_conditional!, key, payload, timeToLive), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoreResult<bool>> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, byte[] payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (await ReplayFirstAsync(key, cancellationToken).ConfigureAwait(false) is not CallFailure.None and var failure)
            return StoreResult<bool>.None(failure);

        return await CallAsync(StoreOperations.Replace, (_conditional!, key, expected, payload, timeToLive), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<StoreResult<bool>> RenewAsync(string key, ReadOnlyMemory<byte> expected, byte[] payload, TimeSpan? timeToLive) =>
        IsPending(key) ? default : CallAsync(StoreOperations.Renew, (_conditional!, key, expected, payload, timeToLive), CancellationToken.None);

    // Without a circuit breaker the store counts as unavailable while calls fail.
    public StoreCondition Condition =>
        _breaker?.Condition ?? new StoreCondition(Health.IsDown ? StoreState.Unavailable : StoreState.Available, Health.Age);

    public int PendingCount => _pending?.Count ?? 0;

    public bool AnyPending => _pending is { Any: true };

    // Whether a key counts as missing, whatever the store holds.
    public bool IsPending(string key) => _pending is not null && _pending.Covers(key);

    // Adds a pending removal, for a key whose intended content could not be written.
    public void Invalidate(string key, Replacement? replacement = null) => _replay?.AddKey(key, replacement);

    public void InvalidateAll(string prefix) => _replay?.AddPrefix(prefix);

    public void Dispose() => _replay?.Dispose();

    private long LastPending => _pending?.LastNumber ?? 0;

    // A conditional write must not compare with content that is pending removal.
    private async ValueTask<CallFailure> ReplayFirstAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsPending(key))
            return CallFailure.None;

        return _pending!.ReplacementOf(key) is { } replacement
            ? (await SetReplacementAsync(key, replacement, cancellationToken).ConfigureAwait(false)).Failure
            : (await RemoveAsync(key, cancellationToken).ConfigureAwait(false)).Failure;
    }

    private async ValueTask<CallFailure> ReplayAsync(PendingRemoval removal)
    {
        if (removal.IsPrefix)
            return (await CallAsync(StoreOperations.Clear, removal.Text, CancellationToken.None).ConfigureAwait(false)).Failure;

        return removal.Replacement is { } replacement
            ? (await SetReplacementAsync(removal.Text, replacement, CancellationToken.None).ConfigureAwait(false)).Failure
            : (await CallAsync(StoreOperations.Remove, removal.Text, CancellationToken.None).ConfigureAwait(false)).Failure;
    }

    // Pooled, so that the only allocations of a hit are the client's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StoreResult<TResult>> CallAsync<TState, TResult>(
        StoreOperation<TState, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        if (SynchronousCaller.HasTimedOut)
        {
            Health.CallSkipped(operation.Name);
            return StoreResult<TResult>.None(CallFailure.TimedOut);
        }

        int period = 0;
        if (_breaker is not null && !_breaker.TryEnter(out period))
        {
            Health.CallSkipped(operation.Name);
            return StoreResult<TResult>.None(CallFailure.NotAttempted);
        }

        StoreMark mark = Health.Mark;
        long pending = LastPending;
        try
        {
            TResult result = await _calls.CallAsync(operation, state, cancellationToken).ConfigureAwait(false);
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
            return Refused(mark, operation, state, RefusalOf(exception)!);
        }
        catch (Exception exception)
        {
            _breaker?.Failed(period);
            return Failed(mark, operation, state, exception);
        }
    }

    private StoreResult<TResult> Answered<TState, TResult>(
        StoreMark mark, long pending, StoreOperation<TState, TResult> operation, TState state, TResult result)
    {
        Health.Succeeded(mark, operation.Name);
        if (AnyPending)
        {
            operation.CompleteRemovals?.Invoke(_pending!, state, result, pending);
            _replay!.StoreAnswered();
        }

        return new StoreResult<TResult>(result);
    }

    private StoreResult<TResult> Failed<TState, TResult>(
        StoreMark mark, StoreOperation<TState, TResult> operation, TState state, Exception exception)
    {
        Health.Failed(mark, exception, operation.Name);
        if (_replay is not null)
            operation.AddRemovals?.Invoke(_replay, state);
        return StoreResult<TResult>.None(exception is TimeoutException ? CallFailure.TimedOut : CallFailure.Unknown);
    }

    // Records the failure of one key of a call that the store has answered, and returns it as the result of the key.
    public StoreResult<TResult> KeyFailed<TResult>(StoreMark mark, string operation, string key, Exception exception)
    {
        if (RefusalOf(exception) is { } refusal)
            return Refused<TResult>(mark, operation, key, refusal);

        Health.Failed(mark, exception, operation);
        return StoreResult<TResult>.None(exception is TimeoutException ? CallFailure.TimedOut : CallFailure.Unknown);
    }

    // A refused call was not performed, so no removal is needed.
    private StoreResult<TResult> Refused<TState, TResult>(
        StoreMark mark, StoreOperation<TState, TResult> operation, TState state, StoreRefusedException refusal) =>
        Refused<TResult>(mark, operation.Name, operation.Subject(state), refusal);

    private StoreResult<TResult> Refused<TResult>(StoreMark mark, string operation, string subject, StoreRefusedException refusal)
    {
        Health.Refused(mark, operation, refusal.Reason, refusal.IsTransient, refusal);
        if (Health.Logger.IsEnabled(LogLevel.Debug))
            Health.Logger.KeyRefused(operation, refusal.Reason, LogText.Of(subject));
        _replay?.StoreAnswered();
        return new StoreResult<TResult>(default, refusal.IsTransient ? CallFailure.RefusedForNow : CallFailure.Refused, refusal);
    }

    private static StoreRefusedException? RefusalOf(Exception exception) => exception switch
    {
        StoreRefusedException refusal => refusal,
        ArgumentException => new StoreRefusedException("invalid", isTransient: false, exception.Message, exception),
        _ => null,
    };

    private static StoreHealth HealthOf(string name, StoreCallSettings callSettings) =>
        new(name, callSettings.Clock, RetryPauseOf(callSettings), callSettings.CacheName);

    private static TimeSpan RetryPauseOf(StoreCallSettings callSettings) =>
        callSettings.BreakFor > TimeSpan.Zero ? callSettings.BreakFor : _minPause;
}
