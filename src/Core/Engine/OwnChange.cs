namespace CacheKit;

// A change that this process makes. A refresh that gives way to it ends after it: what is read then must not be older than the refresh.
internal sealed class OwnChange : IDisposable
{
    private TaskCompletionSource? _ended;
    private bool _isDone;

    // Asked for only by the change itself. Cancelled where it was not done.
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
