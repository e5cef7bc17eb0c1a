using System.Collections.Concurrent;

namespace CacheKit;

// The running reads of a store, one per key: concurrent callers wait for one read.
internal sealed class SharedReads
{
    private readonly ConcurrentDictionary<string, object> _reads = new(StringComparer.Ordinal);

    // Joins or starts the read of a key. Null if the key is being read as another type or with another coder.
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

    // Called after a key was written or removed: later callers must not join an earlier read.
    public void Forget(string key) => _reads.TryRemove(key, out _);

    public void ForgetAll() => _reads.Clear();
}
