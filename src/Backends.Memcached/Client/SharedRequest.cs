namespace CacheKit;

/// <summary>
/// A get whose outcome several callers use. Most of them look at it after the reply to a later command has arrived, so it has a task only for
/// those that must wait.
/// </summary>
internal sealed class SharedRequest(SharedSlot slot) : PendingRequest
{
    private TaskCompletionSource<MemcachedItem>? _completion;
    private MemcachedItem _item;
    private Exception? _failure;
    private volatile bool _hasEnded;

    public Task<MemcachedItem> Task
    {
        get
        {
            var created = new TaskCompletionSource<MemcachedItem>(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource<MemcachedItem> completion = Interlocked.CompareExchange(ref _completion, created, null) ?? created;
            if (_hasEnded)
                End(completion);
            return completion.Task;
        }
    }

    /// <summary>Returns the item if it has arrived.</summary>
    public bool TryGetItem(out MemcachedItem item)
    {
        bool hasItem = _hasEnded && _failure is null;
        item = hasItem ? _item : default;
        return hasItem;
    }

    protected override void Accept(in MemcachedReply reply)
    {
        if (reply.Error is { } error)
            Fail(MemcachedRefusals.ExceptionOf(error));
        else
            Complete(slot.ItemOf(reply));
    }

    public void Complete(in MemcachedItem item)
    {
        _item = item;
        End();
    }

    public override void Fail(Exception exception)
    {
        _failure = exception;
        End();
    }

    // Either this finds the completion, or the caller that creates it finds the outcome.
    private void End()
    {
        _hasEnded = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _completion) is { } completion)
            End(completion);
    }

    private void End(TaskCompletionSource<MemcachedItem> completion)
    {
        if (_failure is null)
        {
            completion.TrySetResult(_item);
            return;
        }

        // Observes the exception, which no caller may be left to await.
        if (completion.TrySetException(_failure))
            _ = completion.Task.Exception;
    }
}
