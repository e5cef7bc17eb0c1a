namespace CacheKit.Hosting;

/// <summary>Opens when so many have passed. Who waits for that in vain is told so, rather than to wait for ever.</summary>
internal sealed class Gate(int count = 1)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(45);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _passed;

    /// <summary>Ends when the gate is open.</summary>
    public Task Opened => _opened.Task.WaitAsync(_patience);

    /// <summary>Whether the gate opens in the time given.</summary>
    public async Task<bool> OpensWithinAsync(TimeSpan time)
    {
        try
        {
            await _opened.Task.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Pass()
    {
        if (Interlocked.Increment(ref _passed) == count)
            _opened.SetResult();
    }

    /// <summary>Counts each request that comes by.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        Pass();
        return next(context);
    }
}
