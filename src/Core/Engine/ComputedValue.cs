namespace CacheKit;

// The result of a flight. The leader returns Value; every other caller takes its own instance from Cached, unless the value can be shared.
internal readonly record struct ComputedValue<T>(T Value, CachedValue? Cached)
{
    private static readonly CachedValue _absent = new CodedValue(default);

    // For a key that the factory of a call for many keys did not return.
    public static ComputedValue<T> Absent => new(default!, _absent);

    public bool IsAbsent => ReferenceEquals(Cached, _absent);

    public bool IsShareable => Cached is null or ReferenceValue<T> || ImmutableValues.Holds(Value);
}
