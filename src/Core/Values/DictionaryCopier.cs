namespace CacheKit;

// Copies a dictionary by adding copies of its entries to an empty one.
internal sealed class DictionaryCopier<TDictionary, TKey, TValue>(
    Func<TDictionary, TDictionary> empty, Action<TDictionary, TKey, TValue> add)
    : TypeCopier(typeof(TDictionary))
    where TDictionary : class, ICollection<KeyValuePair<TKey, TValue>>
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) => empty((TDictionary)source);

    public override void BeginElements(object source, CopyPass pass)
    {
        TypeCopier? keyCopier = null;
        TypeCopier? valueCopier = null;
        foreach ((TKey key, TValue value) in (TDictionary)source)
        {
            Slot<TKey>.Copy(key, pass, ref keyCopier);
            Slot<TValue>.Copy(value, pass, ref valueCopier);
        }
    }

    public override void Complete(object copy, object source, CopyPass pass)
    {
        var dictionary = (TDictionary)copy;
        TypeCopier? keyCopier = null;
        TypeCopier? valueCopier = null;
        foreach ((TKey key, TValue value) in (TDictionary)source)
            add(dictionary, Slot<TKey>.Copy(key, pass, ref keyCopier), Slot<TValue>.Copy(value, pass, ref valueCopier));
        if (dictionary.Count != ((TDictionary)source).Count)
            pass.Refuse(source);
    }
}
