namespace CacheKit;

/// <summary>What an <see cref="IValueBackend"/> tells by whether it still holds a value. Its group and version mean something to that backend only.</summary>
/// <param name="group">Which keys change together with the value's.</param>
/// <param name="version">How often they had changed when the value was read.</param>
/// <param name="expiresAt">When the value expires, in ticks of UTC; <see cref="long.MaxValue"/>: never.</param>
public readonly struct ValueTicket(int group, long version, long expiresAt)
{
    /// <summary>Which keys change together with the value's.</summary>
    public int Group => group;

    /// <summary>How often they had changed when the value was read.</summary>
    public long Version => version;

    /// <summary>When the value expires, in ticks of UTC; <see cref="long.MaxValue"/>: never.</summary>
    public long ExpiresAt => expiresAt;

    // The same, void from a time on, in milliseconds since 1970 UTC.
    internal ValueTicket Until(long milliseconds) => milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? this
        : new(group, version, Math.Min(expiresAt, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcTicks));
}
