namespace CacheKit;

/// <summary>The optional capability of a backend to write an entry atomically on a condition.</summary>
public interface IConditionalBackend : ICacheBackend
{
    /// <summary>
    /// Stores a payload under a key if the key is absent or expired. True if it was stored. Of concurrent calls, in one or several
    /// processes, exactly one stores its payload.
    /// </summary>
    /// <param name="key">The full key.</param>
    /// <param name="payload">The bytes to store. The caller may reuse the buffer after the call has completed.</param>
    /// <param name="timeToLive">The time to live, longer than zero; null: the entry never expires.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the payload of a key and its time to live if the key has exactly the expected payload and has not expired. True if it was
    /// replaced. Of concurrent calls that expect the same payload, in one or several processes, exactly one replaces it, unless the new
    /// payload equals the expected one.
    /// </summary>
    /// <param name="key">The full key.</param>
    /// <param name="expected">The expected payload.</param>
    /// <param name="payload">The bytes to store. The caller may reuse both buffers after the call has completed.</param>
    /// <param name="timeToLive">The new time to live; null: the entry never expires; zero or less: the key is removed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default);
}
