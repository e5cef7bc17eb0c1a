namespace CacheKit.Hosting;

/// <summary>A backend that stores only payloads, like a remote store.</summary>
internal sealed class PayloadBackend(InMemoryBackend entries) : IConditionalBackend
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
}
