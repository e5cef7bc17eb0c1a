namespace CacheKit;

// Copies a collection of pairs of keys and values.
internal sealed class DictionaryCopier<TDictionary, TKey, TValue>(
    Func<TDictionary, TDictionary> empty, Action<TDictionary, TKey, TValue> add)
    : TypeCopier(typeof(TDictionary))
    where TDictionary : class, ICollection<KeyValuePair<TKey, TValue>>
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) => empty((TDictionary)source);

    public override void BeginParts(object source, CopyPass pass)
    {
        TypeCopier? ofKeys = null;
        TypeCopier? ofValues = null;
        foreach ((TKey key, TValue value) in (TDictionary)source)
        {
            Slot<TKey>.Copy(key, pass, ref ofKeys);
            Slot<TValue>.Copy(value, pass, ref ofValues);
        }
    }

    public override void Complete(object copy, object source, CopyPass pass)
    {
        var dictionary = (TDictionary)copy;
        TypeCopier? ofKeys = null;
        TypeCopier? ofValues = null;
        foreach ((TKey key, TValue value) in (TDictionary)source)
            add(dictionary, Slot<TKey>.Copy(key, pass, ref ofKeys), Slot<TValue>.Copy(value, pass, ref ofValues));
        if (dictionary.Count != ((TDictionary)source).Count)
            pass.Refuse(source);
    }
}
