namespace CacheKit;

// The answer of a store. After a failure the value is meaningless; a refusal carries its exception.
internal readonly record struct StoreResult<T>(T? Value, CallFailure Failure = CallFailure.None, StoreRefusedException? Refusal = null)
{
    public bool Failed => Failure != CallFailure.None;

    // The caller has used its time for the store, so the same call must not use the store again.
    public bool TimedOut => Failure == CallFailure.TimedOut;

    public bool IsRefused => Failure is CallFailure.Refused or CallFailure.RefusedForNow;

    // Whether the operation must be repeated until the store has performed it.
    public bool IsPending => Failure is not (CallFailure.None or CallFailure.Refused);

    public static StoreResult<T> None(CallFailure failure) => new(default, failure);
}
