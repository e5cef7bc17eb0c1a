namespace CacheKit;

// How the items of a collection are written.
internal enum CollectionShape
{
    // It is no collection, or one whose items are not all that it is.
    None,

    // In their order.
    List,

    // In the order of their texts.
    Set,

    // With their keys, in the order of the texts of these.
    Dictionary,

    // With their keys, in their order.
    OrderedDictionary,
}
