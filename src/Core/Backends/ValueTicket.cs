namespace CacheKit;

/// <summary>
/// Identifies the entry of an <see cref="IValueBackend"/> that a value was read from, to check later whether the backend still holds it.
/// </summary>
/// <param name="holder">The entry, as an object that only the backend interprets. It should not keep a removed value in memory.</param>
/// <param name="expiresAt">The time at which the value expires, in UTC ticks; <see cref="long.MaxValue"/>: never.</param>
public readonly struct ValueTicket(object? holder, long expiresAt)
{
    /// <summary>The entry, as an object that only the backend interprets.</summary>
    public object? Holder => holder;

    /// <summary>The time at which the value expires, in UTC ticks; <see cref="long.MaxValue"/>: never.</summary>
    public long ExpiresAt => expiresAt;

    // A ticket that expires at the given time, in milliseconds since 1970 UTC, if that is earlier.
    internal ValueTicket Until(long milliseconds) => milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? this
        : new(holder, Math.Min(expiresAt, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcTicks));
}
