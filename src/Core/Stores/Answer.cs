namespace CacheKit;

// What a store answered. Where the call failed there is no answer, and the value means nothing.
internal readonly record struct Answer<T>(T? Value, bool Failed = false)
{
    public static Answer<T> None => new(default, true);
}
