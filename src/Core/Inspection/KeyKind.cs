namespace CacheKit;

// The kinds of keys of a cache: see KeySpace.
internal enum KeyKind
{
    Entry,
    TagRecord,
    Lease,

    // The header names that the responses of an endpoint vary by.
    Variants,
}
