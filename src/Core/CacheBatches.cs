namespace CacheKit;

// The operations of a cache for many keys: turns the caller's keys and options into whole keys and settings, and the results back.
internal sealed class CacheBatches(Cache cache)
{
    private readonly BatchEngine _engine = new(cache.Engine);

    public async ValueTask<IReadOnlyDictionary<string, T>> GetAsync<T>(string[] keys, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, T>(keys.Length, StringComparer.Ordinal);
        cache.FiguresOf(options).RecordBatch(BatchOperation.Get, keys.Length);
        if (!cache.Enabled)
            cache.RecordDisabled(options, keys.Length);
        if (!cache.Enabled || keys.Length == 0)
            return found;

        EntrySettings settings = cache.SettingsOf(options);
        EntryRead<T>[] reads = await ReadAsync<T>(keys, options, settings, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < keys.Length; i++)
        {
            settings.Figures.Add(reads[i].IsHit ? reads[i].Result : RequestResult.Miss);
            if (reads[i].IsHit)
                found.Add(keys[i], reads[i].Value!);
        }

        return found;
    }

    public async ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateAsync<T>(
        string[] keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CacheEntryOptions? options, int maxBatch, CancellationToken cancellationToken)
    {
        var values = new BatchValue<T>[keys.Length];
        if (keys.Length == 0)
            return ByKey(keys, values);

        cache.FiguresOf(options).RecordBatch(BatchOperation.Get, keys.Length);
        if (!cache.Enabled)
        {
            cache.RecordDisabled(options, keys.Length);
            return ByKey(keys, await LoadAllAsync(keys, factory, maxBatch, cancellationToken).ConfigureAwait(false));
        }

        EntrySettings settings = cache.SettingsOf(options);
        EntryRead<T>[] reads = await ReadAsync<T>(keys, options, settings, cancellationToken).ConfigureAwait(false);
        int[] open = [.. Enumerable.Range(0, keys.Length).Where(i => reads[i].State != EntryState.Fresh)];
        settings.Figures.AddMany(RequestResult.L1Hit, reads.Count(read => read is { State: EntryState.Fresh, IsLocal: true }));
        settings.Figures.AddMany(RequestResult.L2Hit, reads.Count(read => read is { State: EntryState.Fresh, IsLocal: false }));
        for (int i = 0; i < keys.Length; i++)
            values[i] = BatchValue<T>.Of(reads[i].Value);
        if (open.Length == 0)
            return ByKey(keys, values);

        BatchValue<T>[] computed = await _engine.GetOrCreateAsync(
            Array.ConvertAll(open, i => new BatchKey(cache.FullKey(keys[i], options), settings)),
            Array.ConvertAll(open, i => reads[i]),
            (Keys: Array.ConvertAll(open, i => keys[i]), Factory: factory),
            static (state, missing, token) => LoadAsync([.. missing.Select(i => state.Keys[i])], state.Factory, token),
            maxBatch, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < open.Length; i++)
            values[open[i]] = computed[i];
        return ByKey(keys, values);
    }

    public async ValueTask SetAsync<T>(KeyValuePair<string, T>[] values, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        if (values.Length == 0)
            return;

        KeyValuePair<string, T>[] whole = Array.ConvertAll(values, value => KeyValuePair.Create(cache.FullKey(value.Key, options), value.Value));
        cache.FiguresOf(options).RecordBatch(BatchOperation.Set, whole.Length);
        if (cache.Enabled)
            await _engine.SetAsync(whole, cache.SettingsOf(options), cancellationToken).ConfigureAwait(false);
        else
            await _engine.RemoveAsync(Array.ConvertAll(whole, value => value.Key), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<long> RemoveAsync(string[] keys, CacheEntryOptions? options, CancellationToken cancellationToken)
    {
        cache.FiguresOf(options).RecordBatch(BatchOperation.Remove, keys.Length);
        return keys.Length == 0 ? default : _engine.RemoveAsync(Array.ConvertAll(keys, key => cache.FullKey(key, options)), cancellationToken);
    }

    public ValueTask<bool> EvictAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken) =>
        tags.Length == 0 ? new(true) : _engine.EvictAsync(cache.KeysOfTags(tags), mode, cancellationToken);

    // Memory is read without whole keys as strings; what it does not answer that way is read as for one key.
    private async ValueTask<EntryRead<T>[]> ReadAsync<T>(string[] keys, CacheEntryOptions? options, EntrySettings settings, CancellationToken cancellationToken)
    {
        if (cache.Engine.Store != cache.Engine.Local)
        {
            return await cache.Engine.Store.ReadManyAsync<T>(
                Array.ConvertAll(keys, key => new BatchKey(cache.FullKey(key, options), settings)), cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var reads = new EntryRead<T>[keys.Length];
        for (int i = 0; i < reads.Length; i++)
        {
            if (cache.TryReadLocal(keys[i], options, out T? value, out LocalLookup look))
                reads[i] = new EntryRead<T>(EntryState.Fresh, value, IsLocal: true);
            else if (look.IsMiss)
                reads[i] = EntryRead<T>.Missing(look);
            else
                reads[i] = await cache.Engine.Store.ReadAsync<T>(cache.FullKey(keys[i], options), settings, cancellationToken).ConfigureAwait(false);
        }

        return reads;
    }

    public static InvalidOperationException NothingReturned() =>
        new("The factory of GetOrCreateManyAsync returned null. Return a dictionary without the keys that have no value.");

    private static async ValueTask<BatchValue<T>[]> LoadAllAsync<T>(
        string[] keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory, int maxBatch,
        CancellationToken cancellationToken)
    {
        var values = new List<BatchValue<T>>(keys.Length);
        foreach (string[] chunk in keys.Chunk(maxBatch))
            values.AddRange(await LoadAsync(chunk, factory, cancellationToken).ConfigureAwait(false));
        return [.. values];
    }

    private static async ValueTask<IReadOnlyList<BatchValue<T>>> LoadAsync<T>(
        string[] missing, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, T> loaded = await factory(missing, cancellationToken).ConfigureAwait(false) ?? throw NothingReturned();
        return Array.ConvertAll(missing, key => loaded.TryGetValue(key, out T? value) ? BatchValue<T>.Of(value) : default);
    }

    private static Dictionary<string, T> ByKey<T>(string[] keys, BatchValue<T>[] values)
    {
        var found = new Dictionary<string, T>(keys.Length, StringComparer.Ordinal);
        for (int i = 0; i < keys.Length; i++)
        {
            if (values[i].HasValue)
                found.Add(keys[i], values[i].Value!);
        }

        return found;
    }
}
