namespace CacheKit.Conformance.Model;

/// <summary>The simplest store that fulfills <see cref="ICacheBackend"/>, as a model for real stores.</summary>
internal sealed class ModelStore(TimeProvider time)
{
    private readonly Dictionary<string, (string Payload, DateTimeOffset? ExpiresAt)> _entries = [];

    public void Set(string key, string payload, TimeSpan? life)
    {
        if (life <= TimeSpan.Zero)
            _entries.Remove(key);
        else
            _entries[key] = (payload, time.GetUtcNow() + life);
    }

    public bool Add(string key, string payload)
    {
        bool isAbsent = Get(key) is null;
        if (isAbsent)
            Set(key, payload, life: null);
        return isAbsent;
    }

    public (string Payload, TimeSpan? TimeToLive)? Get(string key)
    {
        if (!_entries.TryGetValue(key, out (string Payload, DateTimeOffset? ExpiresAt) entry))
            return null;

        TimeSpan? left = entry.ExpiresAt - time.GetUtcNow();
        return left <= TimeSpan.Zero ? null : (entry.Payload, left);
    }

    public bool Remove(string key)
    {
        bool wasThere = Get(key) is not null;
        _entries.Remove(key);
        return wasThere;
    }

    /// <summary>Returns the number of entries, without and with expired ones: a store may count them or not.</summary>
    public (long Least, long Most) Clear(string prefix)
    {
        string[] keys = [.. _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
        return (keys.Count(Remove), keys.Length);
    }
}
