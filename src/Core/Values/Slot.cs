using System.Runtime.CompilerServices;

namespace CacheKit;

// Copies the elements of collections, by their declared type.
internal static class Slot<T>
{
    private const int MostCopiedOneByOne = 16;

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

    // Takes a third of the time of Array.Clone for a small array. A block of references is copied with a memory barrier, which waits for the
    // allocation before it.
    public static T[] Clone(T[] items)
    {
        T[] clone = GC.AllocateUninitializedArray<T>(items.Length);
        if (items.Length > MostCopiedOneByOne || !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            new ReadOnlySpan<T>(items).CopyTo(clone);
            return clone;
        }

        Span<T> copies = clone;
        for (int i = 0; i < copies.Length; i++)
            copies[i] = items[i];
        return clone;
    }

    public static void CopyAll(Span<T> items, CopyPass pass)
    {
        TypeCopier? copier = null;
        foreach (ref T item in items)
            item = Copy(item, pass, ref copier);
    }
}
