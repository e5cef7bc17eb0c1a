using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// The removals that the store has not performed yet, oldest first. Above a limit, the keys of a namespace are merged into one prefix.
internal sealed class PendingRemovals(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<PendingRemoval> _oldestFirst = new();
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _prefixes = new(StringComparer.Ordinal);
    private long _lastNumber;
    private volatile bool _any;

    // The only cost of a read while there are no pending removals.
    public bool Any => _any;

    public int Count
    {
        get
        {
            lock (_gate)
                return _oldestFirst.Count;
        }
    }

    // A call that reads this number before it starts can later tell which removals were pending at its start.
    public long LastNumber => Volatile.Read(ref _lastNumber);

    public bool Covers(string key)
    {
        if (!_any)
            return false;

        lock (_gate)
            return _keys.ContainsKey(key) || _prefixes.Keys.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));
    }

    // Returns the prefix that keys were merged into if there were too many.
    public string? AddKey(string key, Replacement? replacement = null)
    {
        lock (_gate)
        {
            Append(_keys, key, isPrefix: false, replacement);
            if (_keys.Count <= limit || LargestNamespace() is not { } prefix)
                return null;

            AppendPrefix(prefix);
            return prefix;
        }
    }

    public void AddPrefix(string prefix)
    {
        lock (_gate)
            AppendPrefix(prefix);
    }

    // The replacement to write to a key; null to remove it.
    public Replacement? ReplacementOf(string key)
    {
        lock (_gate)
            return _keys.TryGetValue(key, out LinkedListNode<PendingRemoval>? node) ? node.Value.Replacement : null;
    }

    public bool TryGetOldest([NotNullWhen(true)] out PendingRemoval? removal)
    {
        lock (_gate)
            removal = _oldestFirst.First?.Value;
        return removal is not null;
    }

    // Drops a removal, unless it was requested again since.
    public void Forget(PendingRemoval removal)
    {
        lock (_gate)
            Drop(removal.IsPrefix ? _prefixes : _keys, removal.Text, removal.Number);
    }

    // Drops the removal of a key that a call has written or removed since. The call started when lastNumber was the last.
    public void CompleteKey(string key, long lastNumber)
    {
        lock (_gate)
            Drop(_keys, key, lastNumber);
    }

    // Drops the removals under a cleared prefix.
    public void CompletePrefix(string prefix, long lastNumber)
    {
        lock (_gate)
        {
            IEnumerable<PendingRemoval> cleared = _oldestFirst
                .Where(removal => removal.Number <= lastNumber && removal.Text.StartsWith(prefix, StringComparison.Ordinal));
            foreach (PendingRemoval removal in cleared.ToArray())
                Drop(removal.IsPrefix ? _prefixes : _keys, removal.Text, lastNumber);
        }
    }

    public void MoveToEnd(PendingRemoval removal)
    {
        lock (_gate)
        {
            if ((removal.IsPrefix ? _prefixes : _keys).TryGetValue(removal.Text, out LinkedListNode<PendingRemoval>? node))
            {
                _oldestFirst.Remove(node);
                _oldestFirst.AddLast(node);
            }
        }
    }

    private void AppendPrefix(string prefix)
    {
        foreach (PendingRemoval removal in _oldestFirst.Where(removal => removal.Text.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            Drop(removal.IsPrefix ? _prefixes : _keys, removal.Text, removal.Number);
        Append(_prefixes, prefix, isPrefix: true);
    }

    private void Append(
        Dictionary<string, LinkedListNode<PendingRemoval>> ofSameKind, string text, bool isPrefix, Replacement? replacement = null)
    {
        if (ofSameKind.TryGetValue(text, out LinkedListNode<PendingRemoval>? node))
            _oldestFirst.Remove(node);
        ofSameKind[text] = _oldestFirst.AddLast(new PendingRemoval(text, isPrefix, ++_lastNumber, replacement ?? node?.Value.Replacement));
        _any = true;
    }

    private void Drop(Dictionary<string, LinkedListNode<PendingRemoval>> ofSameKind, string text, long lastNumber)
    {
        if (!ofSameKind.TryGetValue(text, out LinkedListNode<PendingRemoval>? node) || node.Value.Number > lastNumber)
            return;

        ofSameKind.Remove(text);
        _oldestFirst.Remove(node);
        _any = _oldestFirst.Count > 0;
    }

    // Keys begin with a prefix and a namespace, each followed by a colon, so clearing both affects no keys of other applications.
    private string? LargestNamespace() => _keys.Keys
        .Select(key => (Key: key, End: key.IndexOf(':', key.IndexOf(':', StringComparison.Ordinal) + 1)))
        .Where(key => key.End > 0)
        .CountBy(key => key.Key[..(key.End + 1)])
        .OrderByDescending(count => count.Value)
        .Select(count => count.Key)
        .FirstOrDefault();
}
