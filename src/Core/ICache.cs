namespace CacheKit;

/// <summary>A cache: values under keys, in a store, by a coder. Safe for use by many threads at once.</summary>
/// <remarks>
/// A store that is down never fails a caller: reads miss, writes are left out, and the outage is logged once. What is removed,
/// cleared or evicted at the time is not found by this cache any more, and is carried out when the store answers again.
/// Keys are the caller's own, without prefix and namespace, and may hold any characters.
/// </remarks>
public interface ICache
{
    /// <summary>
    /// The value under a key, or else what the factory computes, which is then stored. Concurrent misses of one key run the
    /// factory once in this process.
    /// </summary>
    /// <remarks>
    /// An exception of the factory reaches every caller that waits, and nothing is stored. A cancelled caller leaves alone;
    /// the factory's token is cancelled when nobody waits any more.
    /// </remarks>
    ValueTask<T> GetOrCreateAsync<T>(string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The same for a factory that is given a state, so that it need not capture any.</summary>
    ValueTask<T> GetOrCreateAsync<TState, T>(string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The value under a key, if there is one.</summary>
    ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a value under a key, in place of what was there. An expiration of zero or less removes the key.</summary>
    ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a key; true when there was one.</summary>
    ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Clears a namespace, or with null all keys of the application; returns how many entries there were, or -1 where the store does not count.</summary>
    ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default);

    /// <summary>Evicts every entry that was stored with a tag, in one step, however many there are.</summary>
    /// <remarks>What is being computed with the tag at the time, in whatever process, is not found afterwards either.</remarks>
    /// <returns>
    /// True when it holds for every process. False when the store is down: then it holds for this cache, and for the others as soon as
    /// the store answers this one again.
    /// </returns>
    /// <exception cref="ArgumentException">The tag is null or empty.</exception>
    ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Evicts every entry that was stored with a tag, immediately or softly.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="mode">Whether an entry may be served once more.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <inheritdoc cref="EvictAsync(string, CancellationToken)" path="/returns"/>
    /// <exception cref="ArgumentException">The tag is null or empty, or the mode is not one of <see cref="EvictionMode"/>.</exception>
    ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default);
}
