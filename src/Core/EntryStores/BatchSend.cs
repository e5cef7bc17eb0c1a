namespace CacheKit;

// Sends the writes of many keys: each kind of write in one call.
internal sealed class BatchSend(StoreCalls calls)
{
    // The results are in the order of the writes. A write in place of an entry that was read is sent by sendOne.
    public async ValueTask<StoreResult<bool>[]> SendAsync(
        (string Key, byte[] Stored, EntryPlan Plan)[] writes, Func<string, byte[], EntryPlan, CancellationToken, ValueTask<StoreResult<bool>>> sendOne,
        CancellationToken cancellationToken)
    {
        bool isFenced = calls.CanWriteConditionally;
        int[] set = Indexes(writes, plan => plan.Fence is null || !isFenced);
        int[] added = Indexes(writes, plan => plan.Fence is { Expected: null } && isFenced);
        int[] replaced = Indexes(writes, plan => plan.Fence is { Expected: not null } && isFenced);
        ValueTask<StoreResult<bool>[]> setting = calls.Batch.SetAsync(EntriesOf(writes, set), cancellationToken);
        ValueTask<StoreResult<bool>[]> adding = calls.Batch.AddAsync(EntriesOf(writes, added), cancellationToken);
        Task<StoreResult<bool>>[] replacing = CallGroup.Begin(
            replaced, i => sendOne(writes[i].Key, writes[i].Stored, writes[i].Plan, cancellationToken).AsTask());

        var results = new StoreResult<bool>[writes.Length];
        Place(results, set, await setting.ConfigureAwait(false));
        Place(results, added, await adding.ConfigureAwait(false));
        Place(results, replaced, await Task.WhenAll(replacing).ConfigureAwait(false));

        // The store refuses to add what it can't read as an entry, although a read of many keys has not found it. So there is nothing to protect.
        int[] refused = Array.FindAll(added, i => results[i].Failure == CallFailure.Refused);
        if (refused.Length > 0)
            Place(results, refused, await calls.Batch.SetAsync(EntriesOf(writes, refused), cancellationToken).ConfigureAwait(false));
        return results;
    }

    private static int[] Indexes((string Key, byte[] Stored, EntryPlan Plan)[] writes, Func<EntryPlan, bool> isMeant) =>
        [.. Enumerable.Range(0, writes.Length).Where(i => isMeant(writes[i].Plan))];

    private static BatchEntry[] EntriesOf((string Key, byte[] Stored, EntryPlan Plan)[] writes, int[] indexes) =>
        Array.ConvertAll(indexes, i => new BatchEntry(writes[i].Key, writes[i].Stored, writes[i].Plan.TimeToLive));

    private static void Place(StoreResult<bool>[] results, int[] indexes, StoreResult<bool>[] placed)
    {
        for (int i = 0; i < indexes.Length; i++)
            results[indexes[i]] = placed[i];
    }
}
