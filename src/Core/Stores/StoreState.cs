namespace CacheKit;

// In the order of severity.
internal enum StoreState
{
    Available,

    // The circuit breaker lets the next call test the store, or is waiting for its result.
    Retrying,

    // The circuit breaker is open, or without one, calls fail.
    Unavailable,
}
