namespace CacheKit;

// What a flight brings. Who computed it takes the value itself; the others get one of their own if it could be changed.
internal readonly record struct Computed<T>(T Value, byte[]? Payload, ICoder Coder)
{
    public bool IsForAll => Payload is null || ImmutableTypes.Holds(Value);
}
