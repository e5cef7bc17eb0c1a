namespace CacheKit;

// Copies the elements of collections, by their declared type.
internal static class Slot<T>
{
    // Whether all possible values are immutable.
    public static readonly bool IsImmutable = ImmutableTypes.IsImmutableSlot(typeof(T));

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
