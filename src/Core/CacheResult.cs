namespace CacheKit;

/// <summary>What a read found: a value, which may be null, or nothing.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct CacheResult<T>
{
    /// <summary>A hit.</summary>
    public CacheResult(T? value)
    {
        HasValue = true;
        Value = value;
    }

    /// <summary>Whether there was an entry: true for a hit, false for a miss.</summary>
    public bool HasValue { get; }

    /// <summary>The value of the entry; the default of the type after a miss.</summary>
    public T? Value { get; }
}
