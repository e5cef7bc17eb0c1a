namespace CacheKit;

// Why a call of a store has no answer.
internal enum CallFailure
{
    None,

    // The circuit breaker skipped the call, or the caller does not use the store.
    NotAttempted,

    // The store refuses the call permanently.
    Refused,

    // The store refused the call and may accept it later.
    RefusedForNow,

    // The call timed out: the store may have performed it.
    TimedOut,

    // The call failed: the store may have performed it.
    Unknown,
}
