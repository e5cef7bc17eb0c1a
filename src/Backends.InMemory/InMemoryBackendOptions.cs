namespace CacheKit;

/// <summary>The settings of an <see cref="InMemoryBackend"/>.</summary>
public sealed class InMemoryBackendOptions
{
    /// <summary>
    /// How many bytes the entries may take, keys and the store's own share included; null, the default: no bound. Near the bound
    /// the entries that were not used for longest make room.
    /// </summary>
    public long? SizeLimit { get; set; }

    /// <summary>The clock that entries expire by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        if (SizeLimit <= 0)
            throw new ArgumentOutOfRangeException(nameof(SizeLimit), SizeLimit, "SizeLimit is a number of bytes above zero. Leave it null for no bound.");
        if (TimeProvider is null)
            throw new ArgumentNullException(nameof(TimeProvider), "TimeProvider must not be null. Leave it as it is to use the system's clock.");
    }
}
