namespace CacheKit.Hosting;

/// <summary>A backend whose calls all fail while it is down.</summary>
internal sealed class BrokenBackend(ICacheBackend entries) : ICacheBackend
{
    public bool IsDown { get; set; } = true;

    private ICacheBackend Entries => IsDown ? throw new IOException("The store is down.") : entries;

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => Entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => Entries.ClearAsync(prefix, cancellationToken);
}
