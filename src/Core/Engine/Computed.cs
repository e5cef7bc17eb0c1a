namespace CacheKit;

// What a flight brings. Who computed it takes the value itself; the others get one of their own of what is held of it, unless it is for all.
internal readonly record struct Computed<T>(T Value, CachedValue? Held, ICoder Coder)
{
    public bool IsForAll => Held is null or SharedValue<T> || ImmutableValues.Holds(Value);
}
