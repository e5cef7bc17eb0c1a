using System.Collections.Concurrent;

namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>A store that holds payloads, as a server does.</summary>
internal sealed class ByteStore : ICacheBackend
{
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

    public int Writes { get; private set; }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        new(Entries.TryGetValue(key, out byte[]? payload) ? new CacheEntry(payload, null) : null);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Writes++;
        Entries[key] = payload.ToArray();
        return default;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => new(Entries.TryRemove(key, out _));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => new(0);
}
