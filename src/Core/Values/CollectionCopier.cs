namespace CacheKit;

// Collections that are built anew, by adding copies of their elements in the order in which the source lists them.
internal sealed class CollectionCopier<TCollection, T>(
    Func<TCollection, TCollection> empty, Action<TCollection, T> add, Func<TCollection, IEnumerable<T>>? list = null)
    : TypeCopier(typeof(TCollection))
    where TCollection : class, IEnumerable<T>
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) => empty((TCollection)source);

    public override void Complete(object copy, object source, CopyPass pass)
    {
        TypeCopier? copier = null;
        foreach (T item in list is null ? (TCollection)source : list((TCollection)source))
            add((TCollection)copy, Slot<T>.Copy(item, pass, ref copier));
    }
}
