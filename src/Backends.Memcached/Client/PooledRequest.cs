using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace CacheKit;

// A request of one caller, used again and again. It has two owners: the caller, until it has taken the outcome, and the connection,
// until the reply has come. Whoever leaves last puts it back, so a reply to a caller who has gone away is never another's.
internal sealed class PooledRequest : PendingRequest, IValueTaskSource<RequestOutcome>, IValueTaskSource<MemcachedItem>
{
    /// <summary>The one error that is an outcome. The server has read past the value, and dropped what was there before.</summary>
    public const string TooLarge = "SERVER_ERROR object too large for cache";

    private const int Owners = 2;
    private const int MostPooled = 1024;

    private static readonly ConcurrentQueue<PooledRequest> _pool = [];
    private static readonly Action<object?, CancellationToken> _cancel = static (request, token) => ((PooledRequest)request!).Cancel(token);
    private static int _pooled;

    private ManualResetValueTaskSourceCore<RequestOutcome> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _owners;
    private int _completed;

    public static PooledRequest Rent()
    {
        if (_pool.TryDequeue(out PooledRequest? request))
            Interlocked.Decrement(ref _pooled);
        else
            request = new PooledRequest();
        request._owners = Owners;
        request._completed = 0;
        return request;
    }

    /// <summary>The outcome, to be awaited once.</summary>
    public ValueTask<RequestOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        return new(this, _source.Version);
    }

    /// <summary>What there is under the key, to be awaited once and in place of the outcome.</summary>
    public ValueTask<MemcachedItem> WaitForItemAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        return new(this, _source.Version);
    }

    public override void Complete(in MemcachedReply reply)
    {
        if (TryFinish())
        {
            if (reply.Error is { } error && error != TooLarge)
                _source.SetException(MemcachedRefusals.ExceptionOf(error));
            else
                _source.SetResult(new RequestOutcome(reply.Status, ItemOf(reply)));
        }

        Leave();
    }

    public override void Fail(Exception exception)
    {
        if (TryFinish())
            _source.SetException(exception);
        Leave();
    }

    /// <summary>Puts a request back that was never sent.</summary>
    public void Abandon()
    {
        Leave();
        Leave();
    }

    public RequestOutcome GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is under way, which must not meet the next use.
            _registration.Dispose();
            _registration = default;
            Leave();
        }
    }

    MemcachedItem IValueTaskSource<MemcachedItem>.GetResult(short token) => GetResult(token).Item;

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    internal static MemcachedItem ItemOf(in MemcachedReply reply) => reply.Status == ReplyStatus.Value
        ? new MemcachedItem(reply.Value.ToArray(), reply.TimeToLive < 0 ? null : reply.TimeToLive, reply.Cas)
        : default;

    private void Watch(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(_cancel, this);
    }

    private void Cancel(CancellationToken token)
    {
        if (TryFinish())
            _source.SetException(new OperationCanceledException(token));
    }

    private bool TryFinish() => Interlocked.Exchange(ref _completed, 1) == 0;

    private void Leave()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
            return;

        _source.Reset();
        if (Interlocked.Increment(ref _pooled) <= MostPooled)
            _pool.Enqueue(this);
        else
            Interlocked.Decrement(ref _pooled);
    }
}
