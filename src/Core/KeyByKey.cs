namespace CacheKit;

// The operations of a cache for many keys by those for one, for an ICache that has no others.
internal static class KeyByKey
{
    public static async ValueTask<IReadOnlyDictionary<string, T>> GetAsync<T>(
        ICache cache, string[] keys, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, T>(keys.Length, StringComparer.Ordinal);
        foreach (string key in keys)
        {
            if (await cache.TryGetAsync<T>(key, options, cancellationToken).ConfigureAwait(false) is { HasValue: true, Value: var value })
                found.Add(key, value!);
        }

        return found;
    }

    public static async ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateAsync<T>(
        ICache cache, string[] keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CacheEntryOptions? options, int maxBatch, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, T> found = await cache.GetManyAsync<T>(keys, options, cancellationToken).ConfigureAwait(false);
        var values = new Dictionary<string, T>(found, StringComparer.Ordinal);
        foreach (string[] chunk in keys.Where(key => !found.ContainsKey(key)).Chunk(maxBatch))
        {
            IReadOnlyDictionary<string, T> loaded = await factory(chunk, cancellationToken).ConfigureAwait(false) ?? throw CacheBatches.NothingReturned();
            KeyValuePair<string, T>[] stored = [.. chunk.Where(loaded.ContainsKey).Select(key => KeyValuePair.Create(key, loaded[key]))];
            await cache.SetManyAsync(stored, options, cancellationToken).ConfigureAwait(false);
            foreach ((string key, T value) in stored)
                values.Add(key, value);
        }

        return values;
    }

    public static async ValueTask SetAsync<T>(
        ICache cache, IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        foreach ((string key, T value) in values)
            await cache.SetAsync(key, value, options, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<long> RemoveAsync(ICache cache, string[] keys, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        long removed = 0;
        foreach (string key in keys)
            removed += await cache.RemoveAsync(key, options, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        return removed;
    }

    public static async ValueTask<bool> EvictAsync(ICache cache, string[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        bool isDone = true;
        foreach (string tag in tags)
            isDone &= await cache.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        return isDone;
    }
}
