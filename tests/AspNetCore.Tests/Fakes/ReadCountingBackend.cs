namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>A remote store that records its reads.</summary>
internal sealed class ReadCountingBackend(InMemoryBackend entries) : ICacheBackend
{
    public List<string> Reads { get; } = [];

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads.Add("get");
        return await entries.GetAsync(key, cancellationToken);
    }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads.Add("get with time to live");
        return entries.GetWithTimeToLiveAsync(key, cancellationToken);
    }

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => entries.ClearAsync(prefix, cancellationToken);
}
