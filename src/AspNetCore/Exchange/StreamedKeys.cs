using System.Collections.Concurrent;

namespace CacheKit;

// The keys of recently streamed responses. Their requests go directly to the handler: nothing will be stored to wait for, and a range
// request of a large file is not answered with the whole file.
internal sealed class StreamedKeys
{
    private const int Limit = 10_000;

    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public bool Contains(string key, DateTimeOffset now)
    {
        if (!_until.TryGetValue(key, out DateTimeOffset until))
            return false;
        if (now < until)
            return true;

        _until.TryRemove(KeyValuePair.Create(key, until));
        return false;
    }

    public void Add(string key, DateTimeOffset now)
    {
        // Clearing is cheap and costs each key one more buffered run.
        if (_until.Count >= Limit)
            _until.Clear();
        _until[key] = now + _memory;
    }
}
