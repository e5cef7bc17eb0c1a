using System.Runtime.InteropServices;

namespace CacheKit;

// Copies an immutable collection of mutable elements. Without a create function it is not copied: the hashes or the order of copied
// elements may differ.
internal sealed class ImmutableCollectionCopier<TCollection, T>(Type type, Func<TCollection, List<T>, TCollection>? create)
    : TypeCopier(type)
    where TCollection : class, IEnumerable<T>
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (ImmutableValues.Holds(source))
            return source;
        if (create is null)
            return null;

        List<T> items = [.. (TCollection)source];
        Slot<T>.CopyAll(CollectionsMarshal.AsSpan(items), pass);
        return create((TCollection)source, items);
    }
}
