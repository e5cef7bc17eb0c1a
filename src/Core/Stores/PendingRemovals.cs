using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// The removals that a store still owes, oldest first. Above a limit, the keys of a namespace become one prefix.
internal sealed class PendingRemovals(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<PendingRemoval> _oldestFirst = new();
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _prefixes = new(StringComparer.Ordinal);
    private long _lastNumber;
    private volatile bool _any;

    // All that a reader pays while there are none.
    public bool Any => _any;

    public int Count
    {
        get
        {
            lock (_gate)
                return _oldestFirst.Count;
        }
    }

    // Who notes it before a call can tell later what was pending when the call began.
    public long LastNumber => Volatile.Read(ref _lastNumber);

    public bool Covers(string key)
    {
        if (!_any)
            return false;

        lock (_gate)
            return _keys.ContainsKey(key) || _prefixes.Keys.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));
    }

    // Returns the prefix that has taken the place of keys, if they had become too many.
    public string? AddKey(string key, Replacement? instead = null)
    {
        lock (_gate)
        {
            Append(_keys, key, isPrefix: false, instead);
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

    // What a key is to hold; null: nothing.
    public Replacement? InsteadOf(string key)
    {
        lock (_gate)
            return _keys.TryGetValue(key, out LinkedListNode<PendingRemoval>? node) ? node.Value.Instead : null;
    }

    public bool TryGetOldest([NotNullWhen(true)] out PendingRemoval? removal)
    {
        lock (_gate)
            removal = _oldestFirst.First?.Value;
        return removal is not null;
    }

    // Forgets one, unless it was asked for again since.
    public void Forget(PendingRemoval removal)
    {
        lock (_gate)
            Drop(removal.IsPrefix ? _prefixes : _keys, removal.Text, removal.Number);
    }

    // A key was written or removed by a call that began when that number was the last.
    public void ForgetKey(string key, long lastNumber)
    {
        lock (_gate)
            Drop(_keys, key, lastNumber);
    }

    // The same for what was cleared.
    public void ForgetPrefix(string prefix, long lastNumber)
    {
        lock (_gate)
        {
            foreach (PendingRemoval removal in _oldestFirst.Where(removal => removal.Number <= lastNumber && removal.Text.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
                Drop(removal.IsPrefix ? _prefixes : _keys, removal.Text, lastNumber);
        }
    }

    // Lets the others go first.
    public void Postpone(PendingRemoval removal)
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

    private void Append(Dictionary<string, LinkedListNode<PendingRemoval>> ofItsKind, string text, bool isPrefix, Replacement? instead = null)
    {
        if (ofItsKind.TryGetValue(text, out LinkedListNode<PendingRemoval>? node))
            _oldestFirst.Remove(node);
        ofItsKind[text] = _oldestFirst.AddLast(new PendingRemoval(text, isPrefix, ++_lastNumber, instead ?? node?.Value.Instead));
        _any = true;
    }

    private void Drop(Dictionary<string, LinkedListNode<PendingRemoval>> ofItsKind, string text, long lastNumber)
    {
        if (!ofItsKind.TryGetValue(text, out LinkedListNode<PendingRemoval>? node) || node.Value.Number > lastNumber)
            return;

        ofItsKind.Remove(text);
        _oldestFirst.Remove(node);
        _any = _oldestFirst.Count > 0;
    }

    // A key begins with a prefix and a namespace, each with a colon after it: to clear those touches nobody else's keys.
    private string? LargestNamespace() => _keys.Keys
        .Select(key => (Key: key, End: key.IndexOf(':', key.IndexOf(':', StringComparison.Ordinal) + 1)))
        .Where(key => key.End > 0)
        .CountBy(key => key.Key[..(key.End + 1)])
        .OrderByDescending(count => count.Value)
        .Select(count => count.Key)
        .FirstOrDefault();
}
