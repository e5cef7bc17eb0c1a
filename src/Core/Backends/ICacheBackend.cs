namespace CacheKit;

/// <summary>
/// Reads and writes the payloads of a store, such as memory, a server or a database table. Implement it to add a custom store.
/// </summary>
/// <remarks>
/// A backend receives full keys and coded payloads, and is independent of values, coders and namespaces. It throws if the store fails;
/// <see cref="ICache"/> handles these exceptions. The conformance tests in the repository verify the contract for each backend.
/// </remarks>
public interface ICacheBackend
{
    /// <summary>
    /// Whether the payloads that a read returns belong to the caller, which may then hand their arrays to others who change them.
    /// </summary>
    /// <value>False by default: the cache copies a <c>byte[]</c>. Return true if each read returns arrays of its own.</value>
    bool HandsOverPayloads => false;

    /// <summary>
    /// Reads the payload of a key and its remaining time to live, in one round trip. Null if the key is absent or expired.
    /// </summary>
    ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads the payload of a key. Null if the key is absent or expired.</summary>
    /// <remarks>Implement it if the store can read a payload alone at a lower cost than a payload with its time to live.</remarks>
    async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;

    /// <summary>Stores a payload under a key. It replaces an existing payload and its time to live.</summary>
    /// <param name="key">The full key.</param>
    /// <param name="payload">The bytes to store. The caller may reuse the buffer after the call has completed.</param>
    /// <param name="timeToLive">The time to live; null: the entry never expires; zero or less: the key is removed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);

    /// <summary>Removes a key. True if it existed.</summary>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes all keys with a prefix, which is literal text that is compared ordinally. Returns the number of removed keys, or -1 if the
    /// store does not count them.
    /// </summary>
    /// <remarks>
    /// The result may be -1 only for the prefixes that a cache uses: all keys of an application (<c>prefix:</c>), or the keys of a
    /// namespace (<c>prefix:namespace:</c>). A store that cannot find its keys may refuse other prefixes with a
    /// <see cref="StoreRefusedException"/>.
    /// </remarks>
    ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns an optional capability, such as <see cref="IConditionalBackend"/> or <see cref="IListingBackend"/>; null if the backend does
    /// not have it. Call this method instead of casting, because a wrapper has the capabilities of its inner backend
    /// (<see cref="DelegatingBackend"/>).
    /// </summary>
    /// <typeparam name="TCapability">The interface of the capability, or the type of a wrapped backend.</typeparam>
    TCapability? FindCapability<TCapability>()
        where TCapability : class => this as TCapability;
}
