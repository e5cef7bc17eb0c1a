namespace CacheKit;

// L2 for many keys at once. Per key it does what L2Level does for one: reads fill L1, and writes update L1 and are announced.
internal sealed class L2Batch(ICacheBackend remote, L1Level l1, InvalidationChannel invalidations)
{
    private readonly IBatchBackend? _batch = remote.FindCapability<IBatchBackend>();

    public async ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        invalidations.Start();
        var tickets = new CopyTicket[keys.Count];
        for (int i = 0; i < tickets.Length; i++)
            tickets[i] = l1.BeginRead(keys[i]);

        BatchReply<CacheEntry?> read = await Batch.GetManyWithTimeToLiveAsync(keys, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < tickets.Length; i++)
        {
            if (read.FailureAt(i) is null)
                l1.EndRead(keys[i], read[i] is { } found ? new CodedValue(found.Payload) : null, read[i]?.TimeToLive, tickets[i]);
        }

        return read;
    }

    public async ValueTask<BatchReply<bool>> SetManyAsync(BatchEntry[] entries, CancellationToken cancellationToken)
    {
        BatchReply<bool> set = await WriteAsync(
            entries, () => Batch.SetManyAsync(entries, cancellationToken), static stored => stored, cancellationToken)
            .ConfigureAwait(false);
        return await AnnounceAsync(
            set,
            Array.ConvertAll(entries, entry => entry.TimeToLive <= TimeSpan.Zero ? Change.OfKey(entry.Key) : Change.OfSet(entry.Key)))
            .ConfigureAwait(false);
    }

    // Not announced, for the reason given in L2Level.
    public ValueTask<BatchReply<bool>> AddManyAsync(BatchEntry[] entries, CancellationToken cancellationToken) =>
        WriteAsync(entries, () => Batch.AddManyAsync(entries, cancellationToken), static added => added, cancellationToken);

    public async ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        BatchEntry[] removed = [.. keys.Select(key => new BatchEntry(key, default, TimeSpan.Zero))];
        BatchReply<bool?> reply = await WriteAsync(
            removed, () => Batch.RemoveManyAsync(keys, cancellationToken), static _ => false, cancellationToken).ConfigureAwait(false);
        return await AnnounceAsync(reply, Array.ConvertAll(removed, entry => Change.OfKey(entry.Key))).ConfigureAwait(false);
    }

    private IBatchBackend Batch => _batch ?? throw Capabilities.Missing<IBatchBackend>(remote);

    // A failed write may have reached the store: no copy is kept, and the change is announced later. A refused write has changed nothing.
    private async ValueTask<BatchReply<T>> WriteAsync<T>(
        BatchEntry[] entries, Func<ValueTask<BatchReply<T>>> write, Func<T, bool> isHeld, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        invalidations.Start();
        Dictionary<L1KeyGroup, CopyTicket> tickets = l1.BeginWrites(entries);
        BatchReply<T> reply = default;
        Exception? failure = null;
        Exception? FailureAt(int i) => failure ?? reply.FailureAt(i);
        try
        {
            return reply = await write().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            for (int i = 0; i < entries.Length; i++)
            {
                if (FailureAt(i) is not (null or StoreRefusedException))
                    invalidations.AnnounceLater(Change.OfKey(entries[i].Key));
            }

            l1.EndWrites(
                entries, i => FailureAt(i) is null && isHeld(reply[i]) ? new CodedValue(entries[i].Payload) : null, tickets);
        }
    }

    // A key whose change can't be announced now counts as failed.
    private async ValueTask<BatchReply<T>> AnnounceAsync<T>(BatchReply<T> reply, Change[] changes)
    {
        Task<T>[] announced = CallGroup.Begin(Enumerable.Range(0, changes.Length).ToArray(), async i =>
        {
            if (reply.FailureAt(i) is { } failure)
                throw failure;

            await invalidations.AnnounceAsync(changes[i]).ConfigureAwait(false);
            return reply[i];
        });
        return await BatchCalls.JoinAsync(announced).ConfigureAwait(false);
    }
}
