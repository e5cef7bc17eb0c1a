namespace CacheKit;

/// <summary>The optional capability of a backend to write an entry on a condition, in one atomic step.</summary>
public interface IConditionalBackend : ICacheBackend
{
    /// <summary>
    /// Stores a payload under a key if the key is absent or expired; true when it did. Of several concurrent calls, from however many processes,
    /// one adds.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="payload">The bytes to keep. The caller may reuse its buffer once the call has completed.</param>
    /// <param name="timeToLive">The time to live, more than zero; null: the entry never expires.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a payload in place of another one, with a new time to live, if the key holds exactly the expected bytes and has not expired; true
    /// when it did. Of several concurrent calls that expect the same bytes, from however many processes, one replaces, unless it stores what it
    /// expected.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="expected">The bytes that the key must hold.</param>
    /// <param name="payload">The bytes to keep instead. The caller may reuse both buffers once the call has completed.</param>
    /// <param name="timeToLive">The new time to live; null: the entry never expires; zero or less: the key is removed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<bool> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);
}
