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

    /// <summary>The values under many keys, read in one round trip if the store can; those that are there.</summary>
    /// <param name="keys">The keys. A key that occurs twice is read once.</param>
    /// <param name="options">The options of all entries.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The values by their keys, without the keys that have no entry.</returns>
    /// <exception cref="ArgumentException">A key is null or empty. The message has its index.</exception>
    ValueTask<IReadOnlyDictionary<string, T>> GetManyAsync<T>(
        IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
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
    /// <exception cref="ArgumentException">
    /// A tag is null or empty (the message has its index), or the mode is not a member of <see cref="EvictionMode"/>.
    /// </exception>
    ValueTask<bool> EvictManyAsync(IEnumerable<string> tags, EvictionMode mode = EvictionMode.Immediate, CancellationToken cancellationToken = default) =>
        KeyByKey.EvictAsync(this, DistinctKeys.Of(tags, nameof(tags)), mode, cancellationToken);
}
