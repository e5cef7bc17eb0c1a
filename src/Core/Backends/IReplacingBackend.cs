namespace CacheKit;

/// <summary>The optional power of a backend to replace an entry only while it is still the one that was read, in one atomic step.</summary>
public interface IReplacingBackend : IAddingBackend
{
    /// <summary>
    /// Stores a payload in place of another one, and a new life in place of its life, if the key holds those very bytes and has not
    /// expired; true when it did. Of several calls at once that expect the same, from however many processes, one replaces, unless
    /// what it stores is what it expected.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="expected">The bytes that the key must hold.</param>
    /// <param name="payload">The bytes to keep instead. The caller may reuse both buffers once the call has completed.</param>
    /// <param name="timeToLive">How long the entry lives from now on; null: for ever; zero or less: the key is removed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<bool> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);
}
