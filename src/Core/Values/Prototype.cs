using System.Runtime.CompilerServices;

namespace CacheKit;

// A private copy of a value, which nobody changes. Each reader gets a copy of it; any number at a time.
internal sealed class Prototype
{
    // Copied object by object on the stack, a value takes some hundred bytes of it for each level.
    private const int DeepestTree = 64;

    private readonly object _value;
    private readonly TypeCopier _copier;
    private readonly int _count;
    private readonly bool _isTree;

    private Prototype(object value, GraphPass pass)
    {
        _value = value;
        _copier = TypeCopiers.Of(value.GetType());
        _count = pass.Count;
        _isTree = !pass.IsShared && pass.Depth <= DeepestTree;
    }

    public object Value => _value;

    // Null where the value is, or holds, something that can't be copied.
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
            // A value that is being changed meanwhile, or whose own code for comparing it fails.
            return null;
        }
    }

    public object Copy() => _isTree && RuntimeHelpers.TryEnsureSufficientExecutionStack()
        ? TreePass.Instance.Copy(_value, _copier)
        : new GraphPass(_count).CopyAll(_value) ?? throw new InvalidOperationException($"A {_value.GetType()} can't be copied any more.");
}
