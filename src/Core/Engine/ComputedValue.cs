namespace CacheKit;

// The result of a flight. The leader returns Value; every other caller takes its own instance from Cached, unless the value can be shared.
internal readonly record struct ComputedValue<T>(T Value, CachedValue? Cached, ICoder Coder)
{
    // That of a batch whose factory has not returned the key.
    public static ComputedValue<T> Absent => default;

    public bool IsAbsent => Coder is null;

    public bool IsShareable => Cached is null or ReferenceValue<T> || ImmutableValues.Holds(Value);
}
