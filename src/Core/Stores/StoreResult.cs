namespace CacheKit;

// What a store answered. Where the call failed there is no answer, and the value means nothing; where the store refused it there is a reason.
internal readonly record struct StoreResult<T>(T? Value, CallFailure Failure = CallFailure.None, StoreRefusedException? Refusal = null)
{
    public bool Failed => Failure != CallFailure.None;

    // The caller has waited for it as long as it may for a whole call.
    public bool IsLate => Failure == CallFailure.TimedOut;

    public bool IsRefused => Failure is CallFailure.Refused or CallFailure.RefusedForNow;

    // Whether the same is to be asked of the store once more, until it has done it.
    public bool IsPending => Failure is not (CallFailure.None or CallFailure.Refused);

    public static StoreResult<T> None(CallFailure failure) => new(default, failure);
}
