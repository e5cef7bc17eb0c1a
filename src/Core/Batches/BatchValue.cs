namespace CacheKit;

// The value of one of many keys, or none.
internal readonly record struct BatchValue<T>(bool HasValue, T? Value)
{
    public static BatchValue<T> Of(T? value) => new(true, value);
}
