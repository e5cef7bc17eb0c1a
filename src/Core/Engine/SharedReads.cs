using System.Collections.Concurrent;

namespace CacheKit;

// The reads of a store that are under way, one a key: who asks meanwhile waits for the same answer instead of asking again.
internal sealed class SharedReads
{
    private readonly ConcurrentDictionary<string, object> _reads = new(StringComparer.Ordinal);

    // The read of a key, made by who leads it. Null if the key is being read as another type or by another coder.
    public SharedRead<T>? Join<T>(string key, ICoder coder, out bool leads)
    {
        leads = false;
        if (!_reads.TryGetValue(key, out object? other))
        {
            var own = new SharedRead<T>(coder);
            other = _reads.GetOrAdd(key, own);
            leads = ReferenceEquals(other, own);
        }

        return other is SharedRead<T> read && read.Coder == coder ? read : null;
    }

    public void End<T>(string key, SharedRead<T> read, EntryRead<T> result)
    {
        _reads.TryRemove(KeyValuePair.Create<string, object>(key, read));
        read.SetResult(result);
    }

    // For a key that was written or removed: nobody who asks from now on gets what was read before.
    public void Forget(string key) => _reads.TryRemove(key, out _);

    public void ForgetAll() => _reads.Clear();
}
