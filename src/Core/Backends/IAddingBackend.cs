namespace CacheKit;

/// <summary>The optional power of a backend to add an entry only where there is none, in one atomic step.</summary>
public interface IAddingBackend : ICacheBackend
{
    /// <summary>
    /// Stores a payload under a key if the key is absent or expired; true when it did. Of several calls at once, from however
    /// many processes, one adds.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="payload">The bytes to keep. The caller may reuse its buffer once the call has completed.</param>
    /// <param name="timeToLive">How long the entry lives; null: for ever; more than zero otherwise.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);
}
