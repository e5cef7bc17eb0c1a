using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// The removals that the store has not performed yet, oldest first. Above a limit of keys, the keys of the largest namespaces are merged into one
// prefix each; above the same limit of prefixes, all prefixes of the application are merged into one.
//
// Keys begin with the application's prefix and a namespace, each followed by a colon, so clearing both affects no keys of other applications.
internal sealed class PendingRemovals(int limit)
{
    private const char Separator = ':';

    // The part of the limit that is merged at once, so that the cost of finding the largest namespaces is spread over as many removals.
    private const int MergedPart = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<PendingRemoval> _oldestFirst = new();
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<PendingRemoval>> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _keysByNamespace = new(StringComparer.Ordinal);
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
            return _keys.ContainsKey(key) || IsUnderPrefix(key);
    }

    // Returns what was merged if there were too many.
    public MergedRemovals? AddKey(string key, Replacement? replacement = null)
    {
        lock (_gate)
        {
            Append(_keys, key, isPrefix: false, replacement);
            string name = NamespaceOf(key).ToString();
            if (!_keysByNamespace.TryGetValue(name, out HashSet<string>? keys))
                _keysByNamespace.Add(name, keys = new HashSet<string>(StringComparer.Ordinal));
            keys.Add(key);
            return _keys.Count > limit ? Merge() : null;
        }
    }

    public MergedRemovals? AddPrefix(string prefix)
    {
        lock (_gate)
        {
            AppendPrefix(prefix);
            return _prefixes.Count > limit ? MergePrefixes(prefix) : null;
        }
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
            foreach (PendingRemoval removal in Under(prefix))
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

    // The prefixes that are cleared are those of an application and of a namespace.
    private bool IsUnderPrefix(string key)
    {
        if (_prefixes.Count == 0)
            return false;

        var prefixes = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> name = NamespaceOf(key);
        return prefixes.ContainsKey(name) || prefixes.ContainsKey(ApplicationOf(key));
    }

    // The removals of what begins with a prefix.
    private PendingRemoval[] Under(string prefix)
    {
        if (!NamespaceOf(prefix).SequenceEqual(prefix))
            return [.. _oldestFirst.Where(removal => removal.Text.StartsWith(prefix, StringComparison.Ordinal))];

        IEnumerable<PendingRemoval> keys = _keysByNamespace.GetValueOrDefault(prefix, []).Select(key => _keys[key].Value);
        return _prefixes.TryGetValue(prefix, out LinkedListNode<PendingRemoval>? own) ? [.. keys, own.Value] : [.. keys];
    }

    private MergedRemovals Merge()
    {
        int room = limit - (limit / MergedPart);
        string[] namespaces = [.. _keysByNamespace.Where(keys => keys.Key.Length > 0).OrderByDescending(keys => keys.Value.Count).Select(keys => keys.Key)];
        int merged = 0;
        while (_keys.Count > room && merged < namespaces.Length)
            AppendPrefix(namespaces[merged++]);

        // Keys of another form belong to no namespace that could be cleared.
        PendingRemoval[] lost = [.. _oldestFirst.Where(removal => !removal.IsPrefix).Take(Math.Max(0, _keys.Count - room))];
        foreach (PendingRemoval removal in lost)
            Drop(_keys, removal.Text, removal.Number);
        return _prefixes.Count > limit ? MergePrefixes(namespaces[0]) : new MergedRemovals(namespaces.FirstOrDefault(), Math.Max(0, merged - 1), lost.Length);
    }

    private MergedRemovals MergePrefixes(string prefix)
    {
        string application = ApplicationOf(prefix).ToString();
        AppendPrefix(application);
        return new MergedRemovals(application);
    }

    private void AppendPrefix(string prefix)
    {
        foreach (PendingRemoval removal in Under(prefix))
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
        if (ofSameKind == _keys)
            DropFromNamespace(text);
        _any = _oldestFirst.Count > 0;
    }

    private void DropFromNamespace(string key)
    {
        var namespaces = _keysByNamespace.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string> keys = namespaces[NamespaceOf(key)];
        keys.Remove(key);
        if (keys.Count == 0)
            namespaces.Remove(NamespaceOf(key));
    }

    private static ReadOnlySpan<char> ApplicationOf(ReadOnlySpan<char> text) => text[..(text.IndexOf(Separator) + 1)];

    // With the application's prefix before it; empty if the text has no namespace.
    private static ReadOnlySpan<char> NamespaceOf(ReadOnlySpan<char> text)
    {
        int application = ApplicationOf(text).Length;
        int length = ApplicationOf(text[application..]).Length;
        return length == 0 ? default : text[..(application + length)];
    }
}
