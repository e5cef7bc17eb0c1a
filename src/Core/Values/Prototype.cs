using System.Runtime.CompilerServices;

namespace CacheKit;

// A private copy of a value that is never modified. Each reader receives a copy of it. Thread-safe.
internal sealed class Prototype
{
    private readonly object _value;
    private readonly TypeCopier _copier;
    private readonly int _count;
    private readonly bool _isTree;

    private Prototype(object value, bool isTree, int count = 0)
    {
        _value = value;
        _copier = TypeCopiers.Of(value.GetType());
        _count = count;
        _isTree = isTree;
    }

    public object Value => _value;

    // Null if the value, or an object in it, cannot be copied.
    public static Prototype? Of(object value)
    {
        TypeCopier copier = TypeCopiers.Of(value.GetType());
        if (copier is RefusingCopier)
            return null;

        try
        {
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
                return OfGraph(value);

            var pass = new FirstPass(copier);
            return pass.CopyAll(value) is { } copy ? new Prototype(copy, isTree: true) : pass.IsRefused ? null : OfGraph(value);
        }
        catch (Exception)
        {
            // Another thread modifies the value, or its user-defined equality throws.
            return null;
        }
    }

    public object Copy() => _isTree && RuntimeHelpers.TryEnsureSufficientExecutionStack()
        ? TreePass.Instance.Copy(_value, _copier)
        : new GraphPass(_count).CopyAll(_value)
            ?? throw new InvalidOperationException($"A value of type {_value.GetType()} was copied before, but cannot be copied now.");

    private static Prototype? OfGraph(object value)
    {
        var pass = new GraphPass();
        return pass.CopyAll(value) is { } copy ? new Prototype(copy, !pass.IsShared && pass.Depth <= TreePass.MaxDepth, pass.Count) : null;
    }
}
