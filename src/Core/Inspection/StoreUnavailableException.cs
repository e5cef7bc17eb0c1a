namespace CacheKit;

// The store could not be listed or read: it is down, too slow, or has refused the call.
internal sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
