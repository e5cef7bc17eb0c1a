namespace CacheKit;

// Copies any value: an object that is met again is the same in the copy, however often and in whatever circle, and no depth is too great.
internal sealed class GraphPass(int expected = 0) : CopyPass
{
    private readonly Dictionary<object, object> _copies = new(expected, ReferenceEqualityComparer.Instance);
    private readonly Queue<Begun> _begun = new();

    // The innermost is completed first: an outer one may be ordered by it.
    private readonly Stack<Begun> _rebuilt = new();

    private int _depth;
    private bool _isRefused;
    private bool _isRebuilding;

    // How many objects were copied.
    public int Count => _copies.Count;

    // Whether an object was met twice.
    public bool IsShared { get; private set; }

    // How deep objects lie in each other.
    public int Depth { get; private set; }

    // Null where the value is of a kind, or holds one, that can't be copied.
    public object? CopyAll(object source)
    {
        object copy = Copy(source, TypeCopiers.Of(source.GetType()));
        while (!_isRefused && _begun.TryDequeue(out Begun next))
            Complete(next);

        // All their parts have been met by now.
        _isRebuilding = true;
        while (!_isRefused && _rebuilt.TryPop(out Begun next))
            next.Copier.Complete(next.Copy, next.Source, this);
        return _isRefused ? null : copy;
    }

    public override object Copy(object source, TypeCopier copier)
    {
        if (_isRefused || copier is ReferenceCopier)
            return source;
        if (_copies.TryGetValue(source, out object? known))
        {
            IsShared |= !_isRebuilding;
            return known;
        }

        if (copier.Begin(source, this) is not { } copy)
            return Refuse(source);
        if (!ReferenceEquals(copy, source))
        {
            _copies.Add(source, copy);
            _begun.Enqueue(new Begun(copy, source, copier, _depth));
        }

        return copy;
    }

    public override object Refuse(object source)
    {
        _isRefused = true;
        return source;
    }

    private void Complete(in Begun next)
    {
        _depth = next.Depth + 1;
        Depth = Math.Max(Depth, _depth);
        if (next.Copier.IsRebuilt)
        {
            next.Copier.BeginParts(next.Source, this);
            _rebuilt.Push(next);
        }
        else
        {
            next.Copier.Complete(next.Copy, next.Source, this);
        }
    }

    private readonly record struct Begun(object Copy, object Source, TypeCopier Copier, int Depth);
}
