namespace CacheKit.Dashboard.Tests.Fakes;

/// <summary>A backend with the basic calls only.</summary>
internal sealed class FourCalls(ICacheBackend entries) : ICacheBackend
{
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => entries.ClearAsync(prefix, cancellationToken);
}
