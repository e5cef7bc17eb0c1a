namespace CacheKit;

// An element of a collection, by its declared type.
internal static class Slot<T>
{
    // Whether nothing fits that can be changed.
    public static readonly bool IsImmutable = ImmutableTypes.IsHeldBySlot(typeof(T));

    public static T Copy(T item, CopyPass pass, ref TypeCopier? copier)
    {
        if (IsImmutable || item is null)
            return item;
        if (!typeof(T).IsValueType)
            return (T)pass.Copy(item, ref copier);
        return (T)pass.CopyBoxed(item);
    }

    public static void CopyAll(Span<T> items, CopyPass pass)
    {
        TypeCopier? copier = null;
        foreach (ref T item in items)
            item = Copy(item, pass, ref copier);
    }
}
