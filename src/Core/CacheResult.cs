namespace CacheKit;

/// <summary>The result of a read: a hit with a value, which may be null, or a miss.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct CacheResult<T>
{
    /// <summary>Creates a hit.</summary>
    public CacheResult(T? value)
    {
        HasValue = true;
        Value = value;
    }

    /// <summary>True for a hit, false for a miss.</summary>
    public bool HasValue { get; }

    /// <summary>The value of the entry; the default value of the type for a miss.</summary>
    public T? Value { get; }
}
