using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CacheKit;

// A struct may contain arrays of itself, to any depth, and no pass counts the depth of structs.
internal sealed class ImmutableArrayCopier<T>() : TypeCopier(typeof(ImmutableArray<T>))
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (ImmutableCollectionsMarshal.AsArray((ImmutableArray<T>)source) is not { } array)
            return source;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return null;

        T[] copy = Slot<T>.Clone(array);
        Slot<T>.CopyAll(copy, pass);
        return ImmutableCollectionsMarshal.AsImmutableArray(copy);
    }
}
