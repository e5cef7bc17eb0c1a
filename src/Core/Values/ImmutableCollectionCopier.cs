using System.Runtime.InteropServices;

namespace CacheKit;

// Collections that can't be changed, but whose elements can. They are created of their elements, and where their elements' hashes or order count: not at all.
internal sealed class ImmutableCollectionCopier<TCollection, T>(Type type, Func<TCollection, List<T>, TCollection>? create) : TypeCopier(type)
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
