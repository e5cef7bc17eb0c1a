namespace CacheKit;

/// <summary>A cache of values under keys in a store. Thread-safe.</summary>
/// <remarks>
/// If the store is down, calls do not fail: reads miss, writes are skipped, and the outage is logged once. Removals, clears and evictions
/// take effect in this cache immediately, and in the store when it is available again. Keys are given without prefix and namespace, and may
/// contain any characters.
/// </remarks>
public interface ICache
{
    /// <summary>
    /// Returns the value of a key. If it is missing, the factory computes it, and it is stored. For concurrent misses of a key in this
    /// process the factory runs once.
    /// </summary>
    /// <remarks>
    /// If the factory throws, all waiting callers receive the exception, and nothing is stored. If a caller is cancelled, the others
    /// continue to wait; the factory's token is cancelled when no caller is waiting any more.
    /// </remarks>
    ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the value of a key, or computes and stores it. The state is passed to the factory, which then needs no closure.
    /// </summary>
    /// <inheritdoc cref="GetOrCreateAsync{T}" path="/remarks"/>
    ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads the value of a key.</summary>
    ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a value under a key, and replaces an existing entry. With an expiration of zero or less the key is removed.
    /// </summary>
    ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a key. True if it existed.</summary>
    ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes all entries of a namespace, or with null all keys of the application. Returns the number of entries, or -1 if the store does
    /// not count them.
    /// </summary>
    ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default);

    /// <summary>Evicts all entries that were stored with a tag, in one step regardless of their number.</summary>
    /// <remarks>Values with the tag that are being computed during the call, in any process, are evicted too.</remarks>
    /// <returns>
    /// True if the entries are evicted for all processes. False if the store is down: they are evicted for this cache, and for other
    /// processes when the store is available to this one again.
    /// </returns>
    /// <exception cref="ArgumentException">The tag is null or empty.</exception>
    ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Evicts all entries that were stored with a tag, immediately or softly.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="mode">Whether entries may be served once more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="EvictAsync(string, CancellationToken)" path="/returns"/>
    /// <exception cref="ArgumentException">The tag is null or empty, or the mode is not a member of <see cref="EvictionMode"/>.</exception>
    ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default);
}
