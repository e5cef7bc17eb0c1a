namespace CacheKit.Weaving;

// One call of an element-wise function that memory has not answered: the state with which the engine computes the missing values.
internal sealed class BoundBatch<TBatch, TCall, TId, TValue, TResult>(
    CachedBatch<TBatch, TCall, TId, TValue, TResult> function, BoundFunction<TCall, TValue> bound, TBatch batch, TId[] ids)
    : ICallerState<BoundBatch<TBatch, TCall, TId, TValue, TResult>>
    where TBatch : struct, ICachedBatch<TBatch, TCall, TId, TResult>
    where TCall : struct, ICachedCall<TCall, TValue>
{
    // The values of the first ids were found; next says what memory has told of the one after them.
    public ValueTask<TResult> AnswerAsync(ReadOnlySpan<TValue> found, LocalLookup next, CancellationToken cancellationToken)
    {
        var values = new BatchValue<TValue>[ids.Length];
        for (int i = 0; i < found.Length; i++)
            values[i] = BatchValue<TValue>.Of(found[i]);
        if (FindOpen(values, found.Length, next, keys: null) is { } open)
            return AnswerAsync(values, open, cancellationToken);

        bound.RecordBypass(ids.Length - found.Length);
        return function.LoadAllAsync(batch, ids, cancellationToken);
    }

    // For keys that must be awaited: memory was not asked yet.
    public async ValueTask<TResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var values = new BatchValue<TValue>[ids.Length];
        if (await KeysAsync(cancellationToken).ConfigureAwait(false) is { } keys && FindOpen(values, 0, next: default, keys) is { } open)
            return await AnswerAsync(values, open, cancellationToken).ConfigureAwait(false);

        bound.RecordBypass(ids.Length);
        return await function.LoadAllAsync(batch, ids, cancellationToken).ConfigureAwait(false);
    }

    public DetachedState<BoundBatch<TBatch, TCall, TId, TValue, TResult>>? Detach(bool warns) => Detachment.Of(
        bound.Cache.Scopes,
        services => new BoundBatch<TBatch, TCall, TId, TValue, TResult>(function, bound, batch.Detach(services), ids),
        warns ? bound.WarnNotDetached : null);

    // Null if a call has no key.
    private async ValueTask<string[]?> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new string[ids.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            if (await bound.TryKeyOfAsync(batch.CallOf(ids[i]), cancellationToken).ConfigureAwait(false) is not { } key)
                return null;

            keys[i] = key;
        }

        return keys;
    }

    // Ids with the same key are one element. Null if a key or the tags of an entry can't be built.
    private OpenElements? FindOpen(BatchValue<TValue>[] values, int start, LocalLookup next, string[]? keys)
    {
        var open = new OpenElements(ids.Length, start);
        EntrySettings own = bound.Settings.Current;
        for (int i = start; i < ids.Length; i++)
        {
            TCall call = batch.CallOf(ids[i]);
            LocalLookup look = next;
            if (keys is null ? i > start && bound.TryFind(call, out TValue? value, out look) : bound.TryFind(keys[i], call, out value, out look))
                values[i] = BatchValue<TValue>.Of(value);
            else if ((keys is null ? bound.TryKeyOf(call) : keys[i]) is not { } key)
                return null;
            else if (!open.TryAdd(key, i))
                continue;
            else if (bound.TrySettingsOf(call, own) is { } settings)
                open.Complete(new BatchKey(key, settings), look);
            else
                return null;
        }

        return open;
    }

    private async ValueTask<TResult> AnswerAsync(BatchValue<TValue>[] values, OpenElements open, CancellationToken cancellationToken)
    {
        bound.Figures.AddMany(RequestResult.L1Hit, open.CountAnswered());
        if (open.Keys is { Length: > 0 } keys)
        {
            BatchValue<TValue>[] answers = await new BatchEngine(bound.Cache.Engine).GetOrCreateAsync(
                keys, open.Looks, this, (call, missing, token) => call.LoadAsync([.. missing.Select(open.FirstOf)], token), function.Limit,
                cancellationToken).ConfigureAwait(false);
            open.CopyTo(values, answers);
        }

        return function.ToResult(ids, values);
    }

    private async ValueTask<IReadOnlyList<BatchValue<TValue>>> LoadAsync(int[] missing, CancellationToken cancellationToken)
    {
        BatchValue<TValue>[] values = await function.LoadAsync(batch, Array.ConvertAll(missing, i => ids[i]), cancellationToken).ConfigureAwait(false);
        return function.RemembersAbsent ? Array.ConvertAll(values, value => BatchValue<TValue>.Of(value.Value)) : values;
    }
}
