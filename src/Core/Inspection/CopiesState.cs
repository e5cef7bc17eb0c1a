namespace CacheKit;

// Whether the L1 copies of a process are known to be current.
internal enum CopiesState
{
    // The cache was not used yet, so that there are no copies.
    Unused,

    // The store does not tell of changes, so that each copy has a limited time to live.
    Limited,

    // The cache was used a moment ago, and the first message is awaited.
    Connecting,

    // The changes of other processes are received.
    Confirmed,

    // Changes cannot be received at present, so that each copy has a limited time to live.
    Unconfirmed,
}
