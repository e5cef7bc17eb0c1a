namespace CacheKit;

/// <summary>What an <see cref="IValueBackend"/> tells by whether it still holds a value. Its numbers mean something to that backend only.</summary>
/// <param name="group">Which keys change together with the value's.</param>
/// <param name="version">How often they had changed when the value was read.</param>
/// <param name="expiresAt">When the value expires.</param>
public readonly struct ValueTicket(int group, long version, long expiresAt)
{
    /// <summary>Which keys change together with the value's.</summary>
    public int Group => group;

    /// <summary>How often they had changed when the value was read.</summary>
    public long Version => version;

    /// <summary>When the value expires.</summary>
    public long ExpiresAt => expiresAt;
}
