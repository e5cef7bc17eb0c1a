namespace CacheKit.Hosting;

/// <summary>Opens after a number of passes. A wait that takes too long fails instead of blocking forever.</summary>
internal sealed class Gate(int count = 1)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(45);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _passed;

    /// <summary>Completes when the gate is open.</summary>
    public Task Opened => _opened.Task.WaitAsync(_patience);

    public void Pass()
    {
        if (Interlocked.Increment(ref _passed) == count)
            _opened.SetResult();
    }

    /// <summary>Counts each request that passes.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        Pass();
        return next(context);
    }
}
