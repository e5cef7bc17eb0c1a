namespace CacheKit;

// Copies a collection by adding copies of its elements to an empty collection, in the order of the source or of the given list.
internal sealed class CollectionCopier<TCollection, T>(
    Func<TCollection, TCollection> empty, Action<TCollection, T> add, Func<TCollection, IEnumerable<T>>? list = null)
    : TypeCopier(typeof(TCollection))
    where TCollection : class, IReadOnlyCollection<T>
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) => empty((TCollection)source);

    public override void BeginElements(object source, CopyPass pass)
    {
        TypeCopier? copier = null;
        foreach (T item in (TCollection)source)
            Slot<T>.Copy(item, pass, ref copier);
    }

    // A set drops elements that became equal because they were modified after they had been added. Such a value is not copied.
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
