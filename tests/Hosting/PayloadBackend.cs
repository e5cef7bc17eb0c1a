using System.Buffers;

namespace CacheKit.Hosting;

/// <summary>A backend that stores only payloads, like a remote store.</summary>
internal sealed class PayloadBackend(InMemoryBackend entries) : IConditionalBackend, IRentingBackend
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>The keys that were ever set, including removed ones.</summary>
    public IReadOnlyCollection<string> Keys
    {
        get
        {
            lock (_keys)
                return [.. _keys];
        }
    }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public async ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) =>
        await GetWithTimeToLiveAsync(key, cancellationToken) is { } entry ? new Loan(entry.Payload.ToArray()) : null;

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Note(key);
        return entries.SetAsync(key, payload, timeToLive, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => entries.ClearAsync(prefix, cancellationToken);

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Note(key);
        return entries.AddAsync(key, payload, timeToLive, cancellationToken);
    }

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        entries.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);

    private void Note(string key)
    {
        lock (_keys)
            _keys.Add(key);
    }

    // Memory that is given back is overwritten.
    private sealed class Loan(byte[] payload) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => payload;

        public void Dispose() => Array.Clear(payload);
    }
}
