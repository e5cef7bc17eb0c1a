namespace CacheKit;

/// <summary>Gets of several items over one connection, whose replies complete one request.</summary>
internal sealed class BatchGet(int count) : PendingRequest
{
    private readonly TaskCompletionSource<BatchReply<MemcachedItem>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemcachedItem[] _items = new MemcachedItem[count];
    private Exception?[]? _failures;
    private int _replied;

    public Task<BatchReply<MemcachedItem>> Task => _completion.Task;

    // The connection has sent the gets under consecutive numbers, so the next reply has the next number.
    protected override void Accept(in MemcachedReply reply)
    {
        AwaitNext();
        if (reply.Error is { } error)
            (_failures ??= new Exception?[count])[_replied] = MemcachedRefusals.ExceptionOf(error);
        else
            _items[_replied] = PooledRequest.ItemOf(reply);

        if (++_replied == count)
            _completion.TrySetResult(new(_items, _failures));
    }

    public override void Fail(Exception exception)
    {
        _completion.TrySetException(exception);

        // Observes the exception, which a cancelled caller does not await.
        _ = _completion.Task.Exception;
    }
}
