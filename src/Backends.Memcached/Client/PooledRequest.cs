using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace CacheKit;

// A pooled request of one caller. It has two owners: the caller, until it has taken the outcome, and the connection, until the reply has
// arrived. The last owner returns it to the pool, so the reply to a cancelled caller never reaches another one.
internal sealed class PooledRequest : PendingRequest, IValueTaskSource<RequestOutcome>, IValueTaskSource<MemcachedItem>, IValueTaskSource<RentedItem?>
{
    /// <summary>The only error that is an outcome: the server has skipped the value and deleted the old item.</summary>
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
    private bool _rentsItem;

    /// <summary>Returns a free request.</summary>
    /// <param name="rentsItem">Whether the value of the item is read into rented memory.</param>
    public static PooledRequest Rent(bool rentsItem = false)
    {
        if (_pool.TryDequeue(out PooledRequest? request))
            Interlocked.Decrement(ref _pooled);
        else
            request = new PooledRequest();
        request._owners = Owners;
        request._completed = 0;
        request._rentsItem = rentsItem;
        return request;
    }

    /// <summary>Waits for the outcome. Await it once.</summary>
    public ValueTask<RequestOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        return new(this, _source.Version);
    }

    /// <summary>Waits for the item, instead of the outcome. Await it once.</summary>
    public ValueTask<MemcachedItem> WaitForItemAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        return new(this, _source.Version);
    }

    /// <summary>Waits for the value of an item in rented memory. Await it once.</summary>
    public ValueTask<RentedItem?> WaitForRentedAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        return new(this, _source.Version);
    }

    protected override void Accept(in MemcachedReply reply)
    {
        if (reply.Error is { } error && error != TooLarge)
        {
            Fail(MemcachedRefusals.ExceptionOf(error));
            return;
        }

        // The value is copied first, because afterwards the request can no longer fail.
        bool isAwaited = Volatile.Read(ref _completed) == 0;
        MemcachedItem item = !isAwaited ? default : _rentsItem ? RentedItemOf(reply) : ItemOf(reply);
        if (TryFinish())
            _source.SetResult(new RequestOutcome(reply.Status, item));
        else
            item.Rented?.Dispose();
        Leave();
    }

    public override void Fail(Exception exception)
    {
        if (TryFinish())
            _source.SetException(exception);
        Leave();
    }

    /// <summary>Returns a request to the pool that was never sent.</summary>
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
            // Waits for a cancellation callback that is running, so that it does not hit the next use of this object.
            _registration.Dispose();
            _registration = default;
            Leave();
        }
    }

    MemcachedItem IValueTaskSource<MemcachedItem>.GetResult(short token) => GetResult(token).Item;

    RentedItem? IValueTaskSource<RentedItem?>.GetResult(short token) => GetResult(token).Item.Rented;

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    internal static MemcachedItem ItemOf(in MemcachedReply reply) => reply.Status == ReplyStatus.Value
        ? new MemcachedItem(reply.Value.ToArray(), reply.TimeToLive < 0 ? null : reply.TimeToLive, reply.Cas)
        : default;

    private static MemcachedItem RentedItemOf(in MemcachedReply reply) => reply.Status == ReplyStatus.Value
        ? new MemcachedItem(null, null, 0, new RentedItem(reply.Value))
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
