namespace CacheKit;

// Performs the operations of a cache for many keys. Each key is treated as CacheEngine treats it, but the keys share the trips to the store. The
// keys of a call are distinct.
internal sealed class BatchEngine(CacheEngine engine)
{
    // For keys that were read. The values are in the order of the keys; a key that the factory has not returned has none.
    public ValueTask<BatchValue<T>[]> GetOrCreateAsync<TState, T>(
        BatchKey[] keys, EntryRead<T>[] reads, TState state, BatchFactory<TState, T> factory, int maxBatch, CancellationToken cancellationToken) =>
        new BatchRequest<TState, T>(engine, keys, reads, state, factory, maxBatch, cancellationToken).AnswerAsync();

    // For keys whose values were not found in memory. The looks say which entries are known to be missing there; null if none is.
    public async ValueTask<BatchValue<T>[]> GetOrCreateAsync<TState, T>(
        BatchKey[] keys, LocalLookup[]? looks, TState state, BatchFactory<TState, T> factory, int maxBatch, CancellationToken cancellationToken)
    {
        ValueTask<EntryRead<T>[]> reading = engine.Store == engine.Local
            ? ReadLocalAsync<T>(keys, looks, cancellationToken)
            : engine.Store.ReadManyAsync<T>(keys, cancellationToken);
        EntryRead<T>[] reads = await reading.ConfigureAwait(false);
        return await GetOrCreateAsync(keys, reads, state, factory, maxBatch, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetAsync<T>(KeyValuePair<string, T>[] values, EntrySettings settings, CancellationToken cancellationToken) =>
        await TrackAsync(
            TransactionChangeKind.Put, Array.ConvertAll(values, value => value.Key), SetNowAsync(values, settings, cancellationToken)).ConfigureAwait(false);

    // The number of keys that were there, or -1 if the store does not tell.
    public ValueTask<long> RemoveAsync(string[] keys, CancellationToken cancellationToken)
    {
        engine.Changes.AddRemovals(keys.Length);
        return TrackAsync(TransactionChangeKind.Key, keys, RemoveNowAsync(keys, cancellationToken));
    }

    public ValueTask<bool> EvictAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        engine.Changes.AddEvictions(tags.Length, mode == EvictionMode.Soft);
        TransactionChangeKind kind = mode == EvictionMode.Soft ? TransactionChangeKind.SoftTag : TransactionChangeKind.Tag;
        return TrackAsync(kind, tags, EvictNowAsync(tags, mode, cancellationToken));
    }

    private async ValueTask<EntryRead<T>[]> ReadLocalAsync<T>(BatchKey[] keys, LocalLookup[]? looks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reads = new EntryRead<T>[keys.Length];
        for (int i = 0; i < reads.Length; i++)
        {
            reads[i] = looks?[i] is { IsMiss: true } miss
                ? EntryRead<T>.Missing(miss)
                : await engine.Store.ReadAsync<T>(keys[i].Key, keys[i].Settings, cancellationToken).ConfigureAwait(false);
        }

        return reads;
    }

    private ValueTask<T> TrackAsync<T>(TransactionChangeKind kind, string[] texts, ValueTask<T> changing) => engine.Transactions.Current() is { } transaction
        ? engine.Transactions.TrackAsync(transaction, Array.ConvertAll(texts, text => new TransactionChange(kind, text)), changing)
        : changing;

    private async ValueTask<bool> SetNowAsync<T>(KeyValuePair<string, T>[] values, EntrySettings settings, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        foreach ((string key, _) in values)
            await engine.Flights.DetachAsync(key, change, cancellationToken).ConfigureAwait(false);

        await StoreAsync(values, settings, cancellationToken).ConfigureAwait(false);

        // A flight that started while the values were being written must not replace one.
        foreach ((string key, _) in values)
        {
            engine.Flights.DetachAfterSet(key);
            engine.Failures.Forget(key);
        }

        change.Complete();
        return true;
    }

    // As CacheEngine stores one value.
    private async ValueTask StoreAsync<T>(KeyValuePair<string, T>[] values, EntrySettings settings, CancellationToken cancellationToken)
    {
        bool isDone = false;
        for (int attempt = 0; !isDone; attempt++)
        {
            TagClaim claim = await engine.ClaimAsync(settings, attempt, cancellationToken).ConfigureAwait(false);
            var writes = new List<EntryWrite<T>>();
            var removed = new List<string>();
            foreach ((string key, T value) in values)
            {
                if (claim.Marks.Value is { } marks && EntryPlan.For(settings, value is null, marks, draft: null, engine.Time) is { } plan)
                    writes.Add(new EntryWrite<T>(key, value, settings, plan));
                else
                    removed.Add(key);
            }

            await DropAsync(removed, claim.Marks.TimedOut, cancellationToken).ConfigureAwait(false);
            WriteResult[] written = await engine.Store.WriteManyAsync<T>([.. writes], cancellationToken).ConfigureAwait(false);
            StoreResult<bool> current = await claim.AreCurrentAsync().ConfigureAwait(false);
            if (current.Failed)
                await DropAsync(writes.ConvertAll(write => write.Key), current.TimedOut, cancellationToken).ConfigureAwait(false);
            else
                await DropUnlessStoredAsync(writes, written).ConfigureAwait(false);
            isDone = current.Failed || current.Value || !Array.Exists(written, result => result.IsStored);
        }
    }

    private async ValueTask DropAsync(List<string> keys, bool timedOut, CancellationToken cancellationToken)
    {
        if (timedOut)
            keys.ForEach(engine.Store.Invalidate);
        else if (keys.Count > 0)
            await engine.Store.RemoveManyAsync([.. keys], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DropUnlessStoredAsync<T>(List<EntryWrite<T>> writes, WriteResult[] written)
    {
        var dropped = new List<string>();
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i].IsUnstorable || written[i].IsRefusedByStore)
                dropped.Add(writes[i].Key);
            else if (!written[i].IsStored)
                engine.Store.Invalidate(writes[i].Key);
        }

        if (dropped.Count > 0)
            await engine.Store.RemoveManyAsync([.. dropped], CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<long> RemoveNowAsync(string[] keys, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        foreach (string key in keys)
        {
            await engine.Flights.DetachAsync(key, change, cancellationToken).ConfigureAwait(false);
            engine.Failures.Forget(key);
        }

        long removed = await engine.Store.RemoveManyAsync(keys, cancellationToken).ConfigureAwait(false);
        Array.ForEach(keys, engine.Flights.DetachAfterRemoval);
        change.Complete();
        return removed;
    }

    // In this order for the reason given in CacheEngine.
    private async ValueTask<bool> EvictNowAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        bool isDone = await engine.Store.EvictManyAsync(tags, mode, cancellationToken).ConfigureAwait(false);
        foreach (string tag in tags)
            await engine.Flights.DetachTaggedAsync(tag, cancellationToken).ConfigureAwait(false);
        engine.Failures.ForgetAll();
        return isDone;
    }
}
