using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace CacheKit;

internal sealed class ImmutableArrayCopier<T>() : TypeCopier(typeof(ImmutableArray<T>))
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (ImmutableCollectionsMarshal.AsArray((ImmutableArray<T>)source) is not { } array)
            return source;

        T[] copy = Slot<T>.Clone(array);
        Slot<T>.CopyAll(copy, pass);
        return ImmutableCollectionsMarshal.AsImmutableArray(copy);
    }
}
