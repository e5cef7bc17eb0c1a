namespace CacheKit;

// The result of a flight. The leader returns Value; every other caller takes its own instance from Cached, unless the value can be shared.
internal readonly record struct ComputedValue<T>(T Value, CachedValue? Cached, ICoder Coder)
{
    // For a key that the factory of a call for many keys did not return.
    public static ComputedValue<T> Absent => default;

    public bool IsAbsent => Coder is null;

    public bool IsShareable => Cached is null or ReferenceValue<T> || ImmutableValues.Holds(Value);
}
