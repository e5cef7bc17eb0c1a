namespace CacheKit.Generators;

// Which part of a method's receiver distinguishes calls.
internal enum ReceiverRole
{
    // None: its class is sealed, and its objects are interchangeable.
    LeftOut,

    // Its class, since another class may compute a different result, and its ICacheKey text.
    Class,

    // All of it: the receiver is a value.
    Value,
}
