namespace CacheKit;

// Why a response that may be stored was not. Other responses have the reasons of Cache-Status.
internal static class UnstoredReason
{
    // The handler ran for a request that could not share the response of another one.
    public const string Alone = "alone";

    // The entry was removed or replaced while the handler ran.
    public const string Changed = "changed";

    // Its payload is longer than the limit of its coder or its store.
    public const string TooLong = "too-long";

    // The store did not take it.
    public const string Store = "store";
}
