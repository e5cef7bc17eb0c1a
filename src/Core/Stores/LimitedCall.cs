using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace CacheKit;

// Waits for a running call of a backend, at most until a token is cancelled; then the call is abandoned: its exception is observed, and what
// it may have written is removed when it ends. Instances are reused, because every call of a store needs one.
internal sealed class LimitedCall<TState, TResult> : IValueTaskSource<TResult>
{
    private const int Running = 0;
    private const int Ended = 1;
    private const int Abandoned = 2;

    [ThreadStatic]
    private static LimitedCall<TState, TResult>? _free;

    private readonly Action _onEnded;
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter _call;
    private CancellationTokenRegistration _limit;
    private Action<RemovalReplay, TState>? _addRemovals;
    private RemovalReplay? _replay;
    private TState _state = default!;
    private int _progress;
    private bool _isReusable;

    private LimitedCall() => _onEnded = OnEnded;

    public static ValueTask<TResult> WaitAsync(
        ValueTask<TResult> call, StoreOperation<TState, TResult> operation, TState state, RemovalReplay replay, CancellationToken limit)
    {
        LimitedCall<TState, TResult> own = _free ?? new LimitedCall<TState, TResult>();
        _free = null;
        short version = own._waiter.Version;
        own.Begin(call, operation, state, replay, limit);
        return new ValueTask<TResult>(own, version);
    }

    // For a call that nobody waits for any more.
    public static void Abandon(ValueTask<TResult> call, StoreOperation<TState, TResult> operation, TState state, RemovalReplay replay) =>
        new LimitedCall<TState, TResult> { _progress = Abandoned }.Begin(call, operation, state, replay, CancellationToken.None);

    // Throws an OperationCanceledException if the call was abandoned.
    public TResult GetResult(short token)
    {
        _waiter.GetResult(token);
        try
        {
            return _call.GetResult();
        }
        finally
        {
            if (_isReusable)
                Free();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _waiter.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    // The token is watched first, because the instance may be reused as soon as the call has ended.
    private void Begin(
        ValueTask<TResult> call, StoreOperation<TState, TResult> operation, TState state, RemovalReplay replay, CancellationToken limit)
    {
        (_addRemovals, _state, _replay) = (operation.AddRemovals, state, replay);
        _call = call.ConfigureAwait(false).GetAwaiter();
        _limit = limit.UnsafeRegister(static (own, limit) => ((LimitedCall<TState, TResult>)own!).OnCancelled(limit), this);
        _call.UnsafeOnCompleted(_onEnded);
    }

    private void OnEnded()
    {
        if (Interlocked.CompareExchange(ref _progress, Ended, Running) == Running)
        {
            // False while the token is calling this instance.
            _isReusable = _limit.Unregister();
            _waiter.SetResult(true);
            return;
        }

        try
        {
            _call.GetResult();
        }
        catch (Exception)
        {
            // Its caller has left.
        }

        _addRemovals?.Invoke(_replay!, _state);
    }

    private void OnCancelled(CancellationToken limit)
    {
        if (Interlocked.CompareExchange(ref _progress, Abandoned, Running) != Running)
            return;

        // Many calls may share the token, and none should wait for the others.
        _waiter.RunContinuationsAsynchronously = true;
        _waiter.SetException(new OperationCanceledException(limit));
    }

    private void Free()
    {
        _waiter.Reset();
        (_call, _limit, _addRemovals, _replay, _state, _progress, _isReusable) = (default, default, null, null, default!, Running, false);
        _free = this;
    }
}
