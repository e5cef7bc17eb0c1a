namespace CacheKit;

/// <summary>A cache: values under keys, in a store, by a coder. Safe for use by many threads at once.</summary>
/// <remarks>
/// A store that is down never fails a caller: reads miss, writes are left out, and the outage is logged once. What is removed,
/// cleared or evicted at the time is not found by this cache any more, and is carried out when the store answers again.
/// Keys are the caller's own, without prefix and namespace, and may hold any characters.
/// </remarks>
public interface ICache
{
    /// <summary>The store.</summary>
    ICacheBackend Backend { get; }

    /// <summary>The prefix of all keys of the application.</summary>
    string Prefix { get; }

    /// <summary>How long an entry lives that doesn't say so itself; null: for ever.</summary>
    TimeSpan? Expiration { get; }

    /// <summary>The coder of entries that don't name one.</summary>
    ICoder Coder { get; }

    /// <summary>The key builder of endpoints that don't name one.</summary>
    IKeyBuilder KeyBuilder { get; }

    /// <summary>The response header that says HIT, MISS or BYPASS.</summary>
    string StatusHeader { get; }

    /// <summary>
    /// Whether the cache is used. While it is not, reads miss and nothing is stored, but what is asked to be removed or
    /// cleared still is, and so is what a set would replace.
    /// </summary>
    bool Enabled { get; set; }

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

    /// <summary>Evicts every entry that was stored with a tag, for good or softly.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="soft">
    /// Whether an entry that has a <see cref="StaleOptions.Grace"/> may be served once more while it is computed anew behind, until
    /// its life and grace are over. Other entries are evicted for good, and so are all on a store that is down or can't replace
    /// (<see cref="IConditionalBackend"/>).
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>As the other one does.</returns>
    /// <exception cref="ArgumentException">The tag is null or empty.</exception>
    ValueTask<bool> EvictAsync(string tag, bool soft, CancellationToken cancellationToken = default);
}
