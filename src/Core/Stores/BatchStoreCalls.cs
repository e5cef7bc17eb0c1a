namespace CacheKit;

// Calls a backend for many keys: in one call, which has one timeout and counts once for the circuit breaker, or in a call for each key if the
// backend has no such capability. Results are in the order of the keys, which are distinct.
internal sealed class BatchStoreCalls(
    StoreCalls calls, IBatchBackend? backend, StoreOperation<(IBatchBackend Backend, string[] Keys), BatchReply<ReadOnlyMemory<byte>?>> get)
{
    // A larger group is split, so that no store has to answer an unlimited number of keys within one timeout.
    private const int MaxKeys = 1_000;

    // The tags of an entry are read by it, so the common case is short.
    public ValueTask<StoreResult<ReadOnlyMemory<byte>?>[]> GetAsync(string[] keys, CancellationToken cancellationToken) =>
        keys.Length == 1 ? GetOneAsync(keys[0], cancellationToken)
        : keys.Length is > 1 and <= MaxKeys && backend is not null && !calls.AnyPending ? GetTogetherAsync(keys, cancellationToken)
        : GetInPartsAsync(keys, cancellationToken);

    public ValueTask<StoreResult<CacheEntry?>[]> GetWithTimeToLiveAsync(string[] keys, CancellationToken cancellationToken) => RunAsync(
        keys,
        static key => key,
        key => calls.GetWithTimeToLiveAsync(key, cancellationToken),
        some => calls.CallAsync(BatchOperations.GetWithTimeToLive, (backend!, some), cancellationToken),
        get.Name);

    public async ValueTask<StoreResult<bool>[]> SetAsync(BatchEntry[] entries, CancellationToken cancellationToken) =>
        Invalidated(entries, await RunAsync(
            entries,
            static entry => entry.Key,
            entry => calls.SetAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken),
            some => calls.CallAsync(BatchOperations.Set, (backend!, some), cancellationToken),
            BatchOperations.Set.Name).ConfigureAwait(false));

    public async ValueTask<StoreResult<bool>[]> AddAsync(BatchEntry[] entries, CancellationToken cancellationToken) =>
        Invalidated(entries, await RunAsync(
            entries,
            static entry => entry.Key,
            entry => calls.AddAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken),
            some => calls.CallAsync(BatchOperations.Add, (backend!, some), cancellationToken),
            BatchOperations.Add.Name).ConfigureAwait(false));

    // Null for a key of which the store does not tell whether it was there.
    public async ValueTask<StoreResult<bool?>[]> RemoveAsync(string[] keys, CancellationToken cancellationToken)
    {
        StoreResult<bool?>[] results = await RunAsync(
            keys,
            static key => key,
            async key =>
            {
                StoreResult<bool> removed = await calls.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
                return new StoreResult<bool?>(removed.Value, removed.Failure, removed.Refusal);
            },
            some => calls.CallAsync(BatchOperations.Remove, (backend!, some), cancellationToken),
            BatchOperations.Remove.Name).ConfigureAwait(false);
        for (int i = 0; i < keys.Length; i++)
        {
            if (results[i].IsPending)
                calls.Invalidate(keys[i]);
        }

        return results;
    }

    private async ValueTask<StoreResult<ReadOnlyMemory<byte>?>[]> GetOneAsync(string key, CancellationToken cancellationToken) =>
        [await calls.GetAsync(key, cancellationToken).ConfigureAwait(false)];

    private async ValueTask<StoreResult<ReadOnlyMemory<byte>?>[]> GetTogetherAsync(string[] keys, CancellationToken cancellationToken)
    {
        StoreMark mark = calls.Health.Mark;
        StoreResult<BatchReply<ReadOnlyMemory<byte>?>> answer = await calls.CallAsync(get, (backend!, keys), cancellationToken).ConfigureAwait(false);
        return ResultsOf(keys, answer, static key => key, mark, get.Name);
    }

    private ValueTask<StoreResult<ReadOnlyMemory<byte>?>[]> GetInPartsAsync(string[] keys, CancellationToken cancellationToken) => RunAsync(
        keys,
        static key => key,
        key => calls.GetAsync(key, cancellationToken),
        some => calls.CallAsync(get, (backend!, some), cancellationToken),
        get.Name);

    // A write that failed for one key alone is treated as one that failed as a whole. To repeat that does no harm.
    private StoreResult<bool>[] Invalidated(BatchEntry[] entries, StoreResult<bool>[] results)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            if (results[i].Failure is CallFailure.Unknown or CallFailure.TimedOut)
                calls.Invalidate(entries[i].Key);
        }

        return results;
    }

    // Keys whose removal is pending are called one by one: only those calls complete a removal, or are preceded by it.
    private async ValueTask<StoreResult<TResult>[]> RunAsync<TItem, TResult>(
        TItem[] items, Converter<TItem, string> keyOf, Func<TItem, ValueTask<StoreResult<TResult>>> callOne,
        Func<TItem[], ValueTask<StoreResult<BatchReply<TResult>>>> callMany, string operation)
    {
        if (items.Length == 0)
            return [];
        if (items.Length == 1)
            return [await callOne(items[0]).ConfigureAwait(false)];
        if (backend is null)
            return await Task.WhenAll(CallGroup.Begin(items, item => callOne(item).AsTask())).ConfigureAwait(false);
        if (!calls.AnyPending)
            return await RunChunksAsync(items, keyOf, callMany, operation).ConfigureAwait(false);

        var results = new StoreResult<TResult>[items.Length];
        ILookup<bool, int> indexes = Enumerable.Range(0, items.Length).ToLookup(i => calls.IsPending(keyOf(items[i])));
        int[] single = [.. indexes[true]];
        int[] together = [.. indexes[false]];
        Task<StoreResult<TResult>>[] ones = CallGroup.Begin(single, i => callOne(items[i]).AsTask());
        StoreResult<TResult>[] many = await RunChunksAsync(Array.ConvertAll(together, i => items[i]), keyOf, callMany, operation).ConfigureAwait(false);
        for (int i = 0; i < single.Length; i++)
            results[single[i]] = await ones[i].ConfigureAwait(false);
        for (int i = 0; i < together.Length; i++)
            results[together[i]] = many[i];
        return results;
    }

    private async ValueTask<StoreResult<TResult>[]> RunChunksAsync<TItem, TResult>(
        TItem[] items, Converter<TItem, string> keyOf, Func<TItem[], ValueTask<StoreResult<BatchReply<TResult>>>> callMany, string operation)
    {
        if (items.Length <= MaxKeys)
            return await RunChunkAsync(items, keyOf, callMany, operation).ConfigureAwait(false);

        StoreResult<TResult>[][] chunks = await Task.WhenAll(
            CallGroup.Begin(items.Chunk(MaxKeys).ToArray(), chunk => RunChunkAsync(chunk, keyOf, callMany, operation))).ConfigureAwait(false);
        return [.. chunks.SelectMany(chunk => chunk)];
    }

    private async Task<StoreResult<TResult>[]> RunChunkAsync<TItem, TResult>(
        TItem[] items, Converter<TItem, string> keyOf, Func<TItem[], ValueTask<StoreResult<BatchReply<TResult>>>> callMany, string operation)
    {
        if (items.Length == 0)
            return [];

        StoreMark mark = calls.Health.Mark;
        return ResultsOf(items, await callMany(items).ConfigureAwait(false), keyOf, mark, operation);
    }

    private StoreResult<TResult>[] ResultsOf<TItem, TResult>(
        TItem[] items, in StoreResult<BatchReply<TResult>> answer, Converter<TItem, string> keyOf, StoreMark mark, string operation)
    {
        var results = new StoreResult<TResult>[items.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = answer.Failed ? new(default, answer.Failure, answer.Refusal)
                : answer.Value.FailureAt(i) is { } failure ? calls.KeyFailed<TResult>(mark, operation, keyOf(items[i]), failure)
                : new(answer.Value[i]);
        }

        return results;
    }
}
