namespace CacheKit;

// The result of a flight. The leader takes the value itself. Each other caller takes a value of its own from what is held, unless all may share it.
internal readonly record struct Computed<T>(T Value, CachedValue? Held, ICoder Coder)
{
    public bool IsForAll => Held is null or ReferenceValue<T> || ImmutableValues.Holds(Value);
}
