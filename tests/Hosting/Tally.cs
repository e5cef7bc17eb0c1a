namespace CacheKit.Hosting;

/// <summary>Counts up, and completes waits for a count.</summary>
internal sealed class Tally
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds one and returns the new count.</summary>
    public int Add()
    {
        lock (_gate)
        {
            _count++;
            foreach ((_, TaskCompletionSource reached) in _waiting.Where(waiting => waiting.Count <= _count))
                reached.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Count <= _count);
            return _count;
        }
    }

    /// <summary>Adds one for each request when it has been passed on: then it runs its handler, or waits.</summary>
    public void AddRequests(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        Task answering = next(context);
        Add();
        await answering;
    });

    /// <summary>Completes when the count is reached.</summary>
    public Task ReachAsync(int count)
    {
        lock (_gate)
        {
            if (_count >= count)
                return Task.CompletedTask;

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(_patience);
        }
    }
}
