using System.Runtime.CompilerServices;

namespace CacheKit;

// A private copy of a value that is never modified. Each reader receives a copy of it. Thread-safe.
internal sealed class Prototype
{
    // TreePass is recursive, and needs some hundred bytes of the stack for each level.
    private const int MaxTreeDepth = 64;

    private readonly object _value;
    private readonly TypeCopier _copier;
    private readonly int _count;
    private readonly bool _isTree;

    private Prototype(object value, GraphPass pass)
    {
        _value = value;
        _copier = TypeCopiers.Of(value.GetType());
        _count = pass.Count;
        _isTree = !pass.IsShared && pass.Depth <= MaxTreeDepth;
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
            var pass = new GraphPass();
            return pass.CopyAll(value) is { } copy ? new Prototype(copy, pass) : null;
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
}
