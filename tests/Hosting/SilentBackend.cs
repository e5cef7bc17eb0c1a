namespace CacheKit.Hosting;

/// <summary>A backend that never answers.</summary>
internal sealed class SilentBackend : IConditionalBackend
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first call.</summary>
    public Task Asked => _asked.Task;

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        WaitAsync<CacheEntry?>(cancellationToken);

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        await WaitAsync<bool>(cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => WaitAsync<bool>(cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => WaitAsync<long>(cancellationToken);

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        WaitAsync<bool>(cancellationToken);

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        WaitAsync<bool>(cancellationToken);

    private async ValueTask<T> WaitAsync<T>(CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("It has answered.");
    }
}
