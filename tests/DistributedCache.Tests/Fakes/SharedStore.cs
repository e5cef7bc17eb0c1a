namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>A store outside the process, which answers later, and fails where a test says so.</summary>
internal sealed class SharedStore(TimeProvider clock) : IConditionalBackend, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = clock });

    public bool IsDown { get; set; }

    /// <summary>With which exception writes fail, while reads go well; null: none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How many writes there were, with those that prolong an entry.</summary>
    public int Writes { get; private set; }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.GetWithTimeToLiveAsync(key, cancellationToken));

    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        await AnswerAsync(async () =>
        {
            Write();
            await _entries.SetAsync(key, payload, timeToLive, cancellationToken);
            return true;
        });

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.RemoveAsync(key, cancellationToken));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.ClearAsync(prefix, cancellationToken));

    public ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.AddAsync(key, payload, timeToLive, cancellationToken));

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        AnswerAsync(() =>
        {
            Write();
            return _entries.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);
        });

    public void Dispose() => _entries.Dispose();

    private void Write()
    {
        Writes++;
        if (Failure is { } failure)
            throw failure;
    }

    private async ValueTask<T> AnswerAsync<T>(Func<ValueTask<T>> call)
    {
        await Task.Yield();
        return IsDown ? throw new IOException("The store is down.") : await call();
    }
}
