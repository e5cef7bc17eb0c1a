namespace CacheKit.Generators;

// What of the object a method is called on tells calls apart.
internal enum ReceiverRole
{
    // Nothing: its class is sealed, and its objects are alike.
    LeftOut,

    // Its class, as another one may compute something else, and what it says of itself as an ICacheKey.
    Class,

    // All of it: it is a value.
    Value,
}
