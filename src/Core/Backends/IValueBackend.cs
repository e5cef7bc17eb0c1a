namespace CacheKit;

/// <summary>
/// The optional capability of a store in this process to hold values as objects and to return them by reference, synchronously.
/// </summary>
/// <remarks>
/// Values set here and payloads set through <see cref="ICacheBackend"/> share the same keys and replace each other. The payload of a value
/// is the result of <see cref="CachedValue.ToPayload"/>.
/// </remarks>
public interface IValueBackend : ICacheBackend
{
    /// <summary>
    /// Reads a key: a value, or a payload as a <see cref="CachedValue"/>. Null if the key is absent or expired.
    /// </summary>
    CachedValue? GetValue(ReadOnlySpan<char> key);

    /// <summary>
    /// Reads a key that is the concatenation of two parts: as a rule its prefix and namespace with both separators, and the rest. The default
    /// composes the key. A backend that looks the parts up as they are answers faster.
    /// </summary>
    CachedValue? GetValue(ReadOnlySpan<char> head, ReadOnlySpan<char> rest) => ComposedKey.Read(this, head, rest);

    /// <summary>
    /// Reads the value of a key, and its remaining time to live (null: it never expires). Null if the key is absent or expired.
    /// </summary>
    CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive);

    /// <summary>
    /// Reads the value of a key, with a ticket. The caller may keep both, and return the value while <see cref="IsHeld"/> is true, without
    /// reading the key again.
    /// </summary>
    CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket);

    /// <summary>
    /// False after the value of a ticket was removed, replaced or cleared, or has expired. It may also be false for a value that is still
    /// held: read the key in that case.
    /// </summary>
    bool IsHeld(in ValueTicket ticket);

    /// <summary>
    /// How many tickets are held before the first one that is not, as <see cref="IsHeld"/> tells of each. A backend can look at its clock once
    /// for all of them.
    /// </summary>
    int CountHeld(ReadOnlySpan<ValueTicket> tickets)
    {
        int count = 0;
        while (count < tickets.Length && IsHeld(tickets[count]))
            count++;
        return count;
    }

    /// <summary>
    /// A number that changes, before the operation returns, whenever a value that makes others obsolete
    /// (<see cref="CachedValue.MakesOthersObsolete"/>) was removed, replaced or evicted. No other backend in this process ever has the same
    /// number.
    /// </summary>
    /// <value>Zero, the default: the backend does not count these changes, so that such values are looked at for each hit.</value>
    long ObsoletingChanges => 0;

    /// <summary>Stores a value under a key.</summary>
    /// <param name="key">The full key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeToLive">The time to live; null: the entry never expires; zero or less: the key is removed.</param>
    void SetValue(string key, CachedValue value, TimeSpan? timeToLive);

    /// <summary>
    /// Atomically replaces the value of a key if it is the expected instance and has not expired. True if it was replaced.
    /// </summary>
    /// <param name="key">The full key.</param>
    /// <param name="expected">The expected instance, compared by reference; null: the key must be absent or expired.</param>
    /// <param name="value">The new value.</param>
    /// <param name="timeToLive">The new time to live; null: the entry never expires; zero or less: the key is removed.</param>
    bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive);
}
