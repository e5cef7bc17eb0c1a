namespace CacheKit;

/// <summary>The settings of an <see cref="InMemoryBackend"/>.</summary>
public sealed class InMemoryBackendOptions
{
    /// <summary>How much memory the entries may take, with their keys and their overhead. In a full store the entries that are read least often are removed.</summary>
    /// <value>In bytes. Null by default: no limit. Otherwise more than zero.</value>
    public long? SizeLimit { get; set; }

    /// <summary>The clock by which entries expire.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        if (SizeLimit <= 0)
            throw new ArgumentOutOfRangeException(nameof(SizeLimit), SizeLimit, "SizeLimit is a number of bytes above zero. Leave it null for no bound.");
        if (TimeProvider is null)
            throw new ArgumentNullException(nameof(TimeProvider), "TimeProvider must not be null. Leave it as it is to use the system's clock.");
    }
}
