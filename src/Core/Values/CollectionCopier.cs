namespace CacheKit;

// Collections that are built anew, by adding copies of their elements in the order in which the source lists them.
internal sealed class CollectionCopier<TCollection, T>(
    Func<TCollection, TCollection> empty, Action<TCollection, T> add, Func<TCollection, IEnumerable<T>>? list = null)
    : TypeCopier(typeof(TCollection))
    where TCollection : class, IReadOnlyCollection<T>
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) => empty((TCollection)source);

    public override void BeginParts(object source, CopyPass pass)
    {
        TypeCopier? copier = null;
        foreach (T item in (TCollection)source)
            Slot<T>.Copy(item, pass, ref copier);
    }

    // Elements that were changed after they were added may have become equal: those a set would drop.
    public override void Complete(object copy, object source, CopyPass pass)
    {
        var collection = (TCollection)copy;
        TypeCopier? copier = null;
        foreach (T item in list is null ? (TCollection)source : list((TCollection)source))
            add(collection, Slot<T>.Copy(item, pass, ref copier));
        if (collection.Count != ((TCollection)source).Count)
            pass.Refuse(source);
    }
}
