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

    /// <summary>The values under many keys, read in one round trip if the store can; those that are there.</summary>
    /// <param name="keys">The keys. A key that occurs twice is read once.</param>
    /// <param name="options">The options of all entries.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The values by their keys, without the keys that have no entry.</returns>
    /// <exception cref="ArgumentException">A key is null or empty. The message has its index.</exception>
    ValueTask<IReadOnlyDictionary<string, T>> GetManyAsync<T>(IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        KeyByKey.GetAsync<T>(this, DistinctKeys.Of(keys, nameof(keys)), options, cancellationToken);

    /// <summary>
    /// The values under many keys, read in one round trip if the store can, or else what the factory computes for all missing keys together, which is
    /// then stored.
    /// </summary>
    /// <remarks>
    /// A key that another call is computing, alone or with other keys, is not passed to the factory: this call waits for that value. An exception
    /// of the factory reaches every caller that waits for one of its keys, and nothing is stored. An <see cref="ICache"/> that does not implement this
    /// member itself reads and stores key by key, and concurrent calls do not wait for each other.
    /// </remarks>
    /// <param name="keys">The keys. A key that occurs twice counts once.</param>
    /// <param name="factory">
    /// Computes the values of the missing keys, which are in the order of <paramref name="keys"/>, and returns them by key. A key that it does not return is
    /// missing from the result, too, and nothing is stored for it.
    /// </param>
    /// <param name="options">The options of all entries.</param>
    /// <param name="maxBatch">The number of keys that the factory is given at most; it is called several times if more are missing. Null: no limit.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The values by their keys, without the keys that the factory did not return.</returns>
    /// <exception cref="ArgumentException">A key is null or empty. The message has its index.</exception>
    ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<T>(
        IEnumerable<string> keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CacheEntryOptions? options = null, int? maxBatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch ?? 1, nameof(maxBatch));
        return KeyByKey.GetOrCreateAsync(this, DistinctKeys.Of(keys, nameof(keys)), factory, options, maxBatch ?? int.MaxValue, cancellationToken);
    }

    /// <summary>Stores many values, in one round trip if the store can, in place of what was there. An expiration of zero or less removes the keys.</summary>
    /// <param name="values">The values by their keys. If a key occurs twice, its last value is stored.</param>
    /// <param name="options">The options of all entries.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A key is null or empty. The message has its index.</exception>
    ValueTask SetManyAsync<T>(IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        KeyByKey.SetAsync(this, DistinctKeys.Of(values, nameof(values)), options, cancellationToken);

    /// <summary>Removes many keys, in one round trip if the store can; returns how many there were, or -1 where the store does not tell.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="options">The options, of which the namespace counts.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A key is null or empty. The message has its index.</exception>
    ValueTask<long> RemoveManyAsync(IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        KeyByKey.RemoveAsync(this, DistinctKeys.Of(keys, nameof(keys)), options, cancellationToken);

    /// <summary>Evicts every entry that was stored with any of several tags, immediately or softly.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="mode">Whether an entry may be served once more.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>True when it holds for every process, for all tags. <see cref="EvictAsync(string, CancellationToken)"/> says what false means.</returns>
    /// <exception cref="ArgumentException">A tag is null or empty, and the message has its index; or the mode is not one of <see cref="EvictionMode"/>.</exception>
    ValueTask<bool> EvictManyAsync(IEnumerable<string> tags, EvictionMode mode = EvictionMode.Immediate, CancellationToken cancellationToken = default) =>
        KeyByKey.EvictAsync(this, DistinctKeys.Of(tags, nameof(tags)), mode, cancellationToken);
}
