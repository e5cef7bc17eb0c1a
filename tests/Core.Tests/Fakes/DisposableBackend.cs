namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store that holds nothing and knows whether it was disposed of.</summary>
internal sealed class DisposableBackend : ICacheBackend, IDisposable
{
    public bool IsDisposed { get; private set; }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => default;

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => default;

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => default;

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => default;

    public void Dispose() => IsDisposed = true;
}
