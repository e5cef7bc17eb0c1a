namespace CacheKit.Core.Tests.Interleavings;

/// <summary>The store that processes share: entries, and a channel of messages. Its calls are those of <see cref="SteppedConnection"/>.</summary>
internal sealed class SteppedStore(TimeProvider time)
{
    private readonly Dictionary<string, (byte[] Payload, DateTimeOffset? ExpiresAt)> _entries = new(StringComparer.Ordinal);

    public List<Subscriber> Subscribers { get; } = [];

    public CacheEntry? Find(string key)
    {
        if (!_entries.TryGetValue(key, out (byte[] Payload, DateTimeOffset? ExpiresAt) entry))
            return null;

        TimeSpan? timeToLive = entry.ExpiresAt - time.GetUtcNow();
        return timeToLive <= TimeSpan.Zero ? null : new CacheEntry(entry.Payload, timeToLive);
    }

    /// <summary>With no life: the key is removed.</summary>
    public void Set(string key, byte[] payload, TimeSpan? timeToLive)
    {
        if (timeToLive <= TimeSpan.Zero)
            _entries.Remove(key);
        else
            _entries[key] = (payload, time.GetUtcNow() + timeToLive);
    }

    /// <summary>The same where the key holds what is expected; null: nothing.</summary>
    public bool Exchange(string key, byte[]? expected, byte[] payload, TimeSpan? timeToLive)
    {
        bool isMet = Find(key) is { } held ? expected is not null && held.Payload.Span.SequenceEqual(expected) : expected is null;
        if (isMet)
            Set(key, payload, timeToLive);
        return isMet;
    }

    public bool Remove(string key) => Find(key) is not null & _entries.Remove(key);

    public long Clear(string prefix) => _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray().LongCount(Remove);
}
