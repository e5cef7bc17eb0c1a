namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>A store that processes share, without messages: they read a change log.</summary>
internal sealed class SharedStore(TimeProvider clock) : IConditionalBackend, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = clock });
    private volatile int _logReads;

    /// <summary>How many reads of the change log have been answered.</summary>
    public int LogReads => _logReads;

    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        CacheEntry? entry = await _entries.GetWithTimeToLiveAsync(key, cancellationToken);
        if (key == new TieredBackendOptions().Channel)
            Interlocked.Increment(ref _logReads);
        return entry;
    }

    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        _entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        _entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        _entries.ClearAsync(prefix, cancellationToken);

    public ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        _entries.AddAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        _entries.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);

    public void Dispose() => _entries.Dispose();
}
