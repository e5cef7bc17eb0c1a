namespace CacheKit;

// A change made by this process. A refresh that was detached by it ends only after the change, so that later reads are not older than the
// refresh.
internal sealed class OwnChange : IDisposable
{
    private TaskCompletionSource? _ended;
    private bool _isDone;

    // Only the change itself creates this task. Cancelled if the change failed.
    public Task Ended => (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Complete() => _isDone = true;

    public void Dispose()
    {
        if (_isDone)
            _ended?.TrySetResult();
        else
            _ended?.TrySetCanceled();
    }
}
