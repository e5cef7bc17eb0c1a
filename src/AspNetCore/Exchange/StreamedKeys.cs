using System.Collections.Concurrent;

namespace CacheKit;

// The keys whose responses were streamed a short while ago. Their requests go to the handler as they are: nobody waits for a response
// that is not going to be stored, and a range of a large file is not answered with all of it.
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
        // Forgetting all is cheap, and costs each of them one more run.
        if (_until.Count >= Limit)
            _until.Clear();
        _until[key] = now + _memory;
    }
}
