namespace CacheKit;

/// <summary>
/// A store of payloads under keys: memory, a server, a table. A custom store is one class that implements this.
/// </summary>
/// <remarks>
/// A backend sees whole keys and coded payloads, never a value, a coder or a namespace. It may throw when its store is
/// down: whoever calls it through an <see cref="ICache"/> never sees that. The package's conformance tests state what is
/// promised here for every store.
/// </remarks>
public interface ICacheBackend
{
    /// <summary>The payload under a key and the life it has left, in one round trip; null when the key is absent or expired.</summary>
    ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The payload under a key; null when the key is absent or expired.</summary>
    /// <remarks>Override it where a store can read a payload more cheaply than a payload and its life.</remarks>
    async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;

    /// <summary>
    /// Stores a payload under a key, in place of what was there and of its life.
    /// </summary>
    /// <param name="key">The whole key.</param>
    /// <param name="payload">The bytes to keep. The caller may reuse its buffer once the call has completed.</param>
    /// <param name="timeToLive">How long the entry lives; null: for ever; zero or less: the key is removed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default);

    /// <summary>Removes a key; true when there was one.</summary>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes every key that begins with a prefix, taken literally and by ordinal comparison; returns how many, or -1 where the
    /// store does not count.
    /// </summary>
    /// <remarks>
    /// Only what a cache itself clears may be left uncounted: all of an application's keys (<c>prefix:</c>) or those of a namespace
    /// (<c>prefix:namespace:</c>).
    /// </remarks>
    ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// An optional capability, such as <see cref="IConditionalBackend"/> or <see cref="IListingBackend"/>; null where the backend does not have it.
    /// Ask by this method and not by a cast: a wrapper has the capabilities of what it wraps (<see cref="DelegatingBackend"/>).
    /// </summary>
    /// <typeparam name="TCapability">An interface of a capability, or the type of a wrapped backend.</typeparam>
    TCapability? FindCapability<TCapability>()
        where TCapability : class => this as TCapability;
}
