namespace CacheKit;

// Copies any object graph. Shared objects and cycles are preserved, and the depth is not limited by the stack. Only immutable collections must be
// created with their elements: deeply nested ones are refused.
internal sealed class GraphPass(int expected = 0) : CopyPass
{
    public const int MaxNesting = 16;

    private readonly CopyTable _copies = new(expected);

    // Inner collections are completed first, because the hashes or the order of outer ones may depend on them.
    private Stack<CopiedObject>? _rebuilds;

    private int _depth;
    private int _nesting;
    private bool _isRefused;
    private bool _isRebuilding;

    // The number of copied objects.
    public int Count { get; private set; }

    // Whether an object occurs twice.
    public bool IsShared { get; private set; }

    // The greatest depth of an object.
    public int Depth { get; private set; }

    // Null if the value, or an object in it, cannot be copied. A pass copies one value.
    public object? CopyAll(object source)
    {
        try
        {
            object copy = Copy(source, TypeCopiers.Of(source.GetType()));
            while (!_isRefused && Count < _copies.Count)
                Complete(_copies[Count++]);

            // From here on all objects have been found.
            _isRebuilding = true;
            while (!_isRefused && _rebuilds?.TryPop(out CopiedObject next) == true)
                next.Copier.Complete(next.Copy, next.Source, this);
            return _isRefused ? null : copy;
        }
        finally
        {
            _copies.Release();
        }
    }

    public override object Copy(object source, TypeCopier copier)
    {
        if (_isRefused || copier is ReferenceCopier)
            return source;
        if (_copies.Find(source) is { } existing)
        {
            IsShared |= !_isRebuilding;
            return existing;
        }

        if (Begin(source, copier) is not { } copy)
            return Refuse(source);
        if (!ReferenceEquals(copy, source))
            _copies.Add(source, copy, copier, _depth + _nesting);
        return copy;
    }

    public override object Refuse(object source)
    {
        _isRefused = true;
        return source;
    }

    private object? Begin(object source, TypeCopier copier)
    {
        if (_nesting == MaxNesting)
            return null;

        _nesting++;
        Depth = Math.Max(Depth, _depth + _nesting);
        object? copy = copier.Begin(source, this);
        _nesting--;
        return copy;
    }

    private void Complete(in CopiedObject next)
    {
        _depth = next.Depth + 1;
        Depth = Math.Max(Depth, _depth);
        if (next.Copier.IsRebuilt)
        {
            next.Copier.BeginElements(next.Source, this);
            (_rebuilds ??= []).Push(next);
        }
        else
        {
            next.Copier.Complete(next.Copy, next.Source, this);
        }
    }
}
