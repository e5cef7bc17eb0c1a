namespace CacheKit;

internal enum TransactionChangeKind
{
    // A key was removed.
    Key,

    // The keys with a prefix were cleared.
    Prefix,

    Tag,

    SoftTag,

    // A key got a value.
    Put,
}
