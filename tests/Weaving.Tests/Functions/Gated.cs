namespace CacheKit.Weaving.Tests.Functions;

// Functions that wait for the test, or fail.
internal sealed class Gated
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    public Task Started => _started.Task;

    public Task<bool> Cancelled => _cancelled.Task;

    public void Open() => _gate.SetResult();

    [Cache]
    public Task<int> LoadAsync(int id, CancellationToken cancellationToken = default) => RunAsync(cancellationToken);

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int run = Interlocked.Increment(ref _runs);
        _started.TrySetResult();
        try
        {
            await _gate.Task.WaitAsync(cancellationToken);
            return run;
        }
        finally
        {
            _cancelled.TrySetResult(cancellationToken.IsCancellationRequested);
        }
    }

    [Cache(Tags = ["gated:{id}"])]
    public Task<int> LoadTaggedAsync(int id) => RunAsync(CancellationToken.None);

    [Cache]
    public int Load(int id)
    {
        int run = Interlocked.Increment(ref _runs);
        _started.TrySetResult();
        _gate.Task.Wait();
        return run;
    }

    [Cache]
    public int LoadUntil(int id, [CacheIgnore] CancellationTokenSource source, CancellationToken cancellationToken)
    {
        source.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        return id;
    }

    [Cache]
    public int ThreadOf(int id) => Environment.CurrentManagedThreadId;

    [Cache]
    public Task<int> FailAsync(int id) => Task.FromException<int>(new InvalidOperationException($"{++_runs}"));

    [Cache]
    public int Fail(int id) => throw new InvalidOperationException($"{++_runs}");
}
