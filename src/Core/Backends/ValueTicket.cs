namespace CacheKit;

/// <summary>Tells an <see cref="IValueBackend"/> which entry a value was read from, so that it can say whether it still holds it.</summary>
/// <param name="holder">The entry, in a form that means something to that backend only. It should not keep a value that was removed in memory.</param>
/// <param name="expiresAt">When the value expires, in ticks of UTC; <see cref="long.MaxValue"/>: never.</param>
public readonly struct ValueTicket(object? holder, long expiresAt)
{
    /// <summary>The entry, in a form that means something to that backend only.</summary>
    public object? Holder => holder;

    /// <summary>When the value expires, in ticks of UTC; <see cref="long.MaxValue"/>: never.</summary>
    public long ExpiresAt => expiresAt;

    // The same, void from a time on, in milliseconds since 1970 UTC.
    internal ValueTicket Until(long milliseconds) => milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? this
        : new(holder, Math.Min(expiresAt, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcTicks));
}
