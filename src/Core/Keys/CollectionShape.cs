namespace CacheKit;

// The form in which the items of a collection are written.
internal enum CollectionShape
{
    // Not a collection, or a collection that may have state besides its items.
    None,

    // The items in their order.
    List,

    // The items, sorted by their text.
    Set,

    // The entries, sorted by their text.
    Dictionary,

    // The entries in their order.
    OrderedDictionary,
}
