namespace CacheKit;

/// <summary>The settings of an <see cref="InMemoryBackend"/>.</summary>
public sealed class InMemoryBackendOptions
{
    /// <summary>
    /// The memory that all entries may take, with their keys and their overhead. When the store is full, the entries that are read least
    /// often are removed.
    /// </summary>
    /// <value>In bytes, above zero. Null by default: no limit.</value>
    public long? SizeLimit { get; set; }

    /// <summary>The clock that determines when entries expire.</summary>
    /// <value>The system clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        if (SizeLimit <= 0)
            throw new ArgumentOutOfRangeException(nameof(SizeLimit), SizeLimit, "SizeLimit must be above zero bytes. Set it to null for no limit.");
        if (TimeProvider is null)
            throw new ArgumentNullException(nameof(TimeProvider), "TimeProvider must not be null. TimeProvider.System is the default.");
    }
}
