namespace CacheKit;

/// <summary>
/// The optional power of a store in this process to hold a value itself and to hand it out by reference, at once.
/// </summary>
/// <remarks>
/// A value set here and a payload set through <see cref="ICacheBackend"/> share one set of keys: each replaces the other, and
/// the payload of a value is what <see cref="CachedValue.ToPayload"/> gives.
/// </remarks>
public interface IValueBackend : ICacheBackend
{
    /// <summary>What is held under a key: a value, or a payload as a <see cref="CachedValue"/>; null when the key is absent or expired.</summary>
    CachedValue? GetValue(ReadOnlySpan<char> key);

    /// <summary>What is held under a key, and the life it has left (null: for ever).</summary>
    CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive);

    /// <summary>
    /// What is held under a key, with a ticket. Who keeps both may hand out the value again for as long as
    /// <see cref="IsHeld"/>, without asking for the key.
    /// </summary>
    CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket);

    /// <summary>
    /// False once the value of a ticket was removed, replaced or cleared, or has expired. It may be false for a value that is
    /// still held: then ask for its key.
    /// </summary>
    bool IsHeld(in ValueTicket ticket);

    /// <summary>Holds a value under a key. Null lives for ever; zero or less removes the key.</summary>
    void SetValue(string key, CachedValue value, TimeSpan? timeToLive);

    /// <summary>
    /// Holds a value in place of another one, if the key holds that very object and it has not expired, in one atomic step; true
    /// when it did. Null lives for ever; zero or less removes the key.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="expected">The object that the key must hold; null: the key must be absent or expired.</param>
    /// <param name="value">The value to hold instead.</param>
    /// <param name="timeToLive">The new time to live.</param>
    bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive);
}
