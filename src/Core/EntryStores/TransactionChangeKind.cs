namespace CacheKit;

internal enum TransactionChangeKind
{
    Key,

    Prefix,

    Tag,

    SoftTag,

    // A key was set or refreshed.
    Put,
}
