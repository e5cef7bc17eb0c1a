namespace CacheKit.Core.Tests.Fakes;

/// <summary>Entries outside of the process, as far as a cache can tell, with the settings that it was created with.</summary>
internal sealed class SampleBackend(InMemoryBackend inner, string? connection, int? size, string? word, TimeSpan? pause) : ICacheBackend, IDisposable
{
    public string? Connection { get; } = connection;

    public int? Size { get; } = size;

    public string? Word { get; } = word;

    public TimeSpan? Pause { get; } = pause;

    public int Disposals { get; private set; }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        inner.GetWithTimeToLiveAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        inner.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => inner.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => inner.ClearAsync(prefix, cancellationToken);

    public void Dispose()
    {
        Disposals++;
        inner.Dispose();
    }
}
