namespace CacheKit;

// Copies a value as TreePass does, in less time than GraphPass, and ends without a copy where TreePass would fail: at an object that occurs
// twice or is too deep.
internal sealed class FirstPass(TypeCopier root) : CopyPass
{
    // A single large value must not make all later ones take much memory.
    private const int MostExpected = 2_048;

    private readonly CopyTable _objects = new(root.ExpectedObjects);

    private int _depth;
    private int _nesting;
    private bool _hasEnded;

    // Whether GraphPass would fail too.
    public bool IsRefused { get; private set; }

    // Null if the value cannot be copied in this way. A pass copies one value.
    public object? CopyAll(object source)
    {
        try
        {
            object copy = Copy(source, root);
            return _hasEnded ? null : copy;
        }
        catch (Exception) when (_hasEnded)
        {
            // A collection that was begun could not be completed any more.
            return null;
        }
        finally
        {
            root.ExpectedObjects = Math.Min(_objects.Count, MostExpected);
            _objects.Release();
        }
    }

    public override object Copy(object source, TypeCopier copier)
    {
        if (_hasEnded || copier is ReferenceCopier)
            return source;
        if (_depth == TreePass.MaxDepth || _nesting == GraphPass.MaxNesting)
            return End(source);

        int nesting = _nesting;
        _depth++;
        _nesting++;
        object? copy = copier.Begin(source, this);
        _nesting = 0;
        if (copy is null)
            copy = Refuse(source);
        else if (!ReferenceEquals(copy, source))
            Complete(copy, source, copier);
        _nesting = nesting;
        _depth--;
        return copy;
    }

    public override object Refuse(object source)
    {
        IsRefused |= !_hasEnded;
        return End(source);
    }

    private void Complete(object copy, object source, TypeCopier copier)
    {
        if (_objects.TryAdd(source))
            copier.Complete(copy, source, this);
        else
            End(source);
    }

    private object End(object source)
    {
        _hasEnded = true;
        return source;
    }
}
