namespace CacheKit;

/// <summary>A get whose outcome several callers await.</summary>
internal sealed class SharedRequest : PendingRequest
{
    private readonly TaskCompletionSource<MemcachedItem> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<MemcachedItem> Task => _completion.Task;

    public override void Complete(in MemcachedReply reply)
    {
        if (reply.Error is { } error)
            Fail(MemcachedRefusals.ExceptionOf(error));
        else
            _completion.TrySetResult(PooledRequest.ItemOf(reply));
    }

    public override void Fail(Exception exception)
    {
        _completion.TrySetException(exception);

        // Observes the exception, which no caller may be left to await.
        _ = _completion.Task.Exception;
    }
}
