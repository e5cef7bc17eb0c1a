namespace CacheKit;

// What a store answered. Where the call failed there is no answer, and the value means nothing.
internal readonly record struct Answer<T>(T? Value, CallFailure Failure = CallFailure.None)
{
    public bool Failed => Failure != CallFailure.None;

    public static Answer<T> None(CallFailure failure) => new(default, failure);
}
