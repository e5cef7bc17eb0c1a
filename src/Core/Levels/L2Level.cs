namespace CacheKit;

// L2: its reads fill L1, and its writes update L1 and are announced to other processes. Reads always go to the shared store; callers that
// accept a copy ask L1 first. L1 keeps the written buffers.
internal sealed class L2Level(ICacheBackend remote, L1Level l1, InvalidationChannel invalidations)
{
    private readonly IConditionalBackend? _conditional = remote.FindCapability<IConditionalBackend>();

    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken)
    {
        invalidations.Start();
        CopyTicket ticket = l1.BeginRead(key);
        CacheEntry? entry = await remote.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        l1.EndRead(key, entry is { } found ? new CodedValue(found.Payload) : null, entry?.TimeToLive, ticket);
        return entry;
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (timeToLive <= TimeSpan.Zero)
        {
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(key, payload, timeToLive, async () =>
        {
            await remote.SetAsync(key, payload, timeToLive, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        await invalidations.AnnounceAsync(Change.OfSet(key)).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        bool removed = await ForgetAsync(key, () => remote.RemoveAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false);
        await invalidations.AnnounceAsync(Change.OfKey(key)).ConfigureAwait(false);
        return removed;
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        invalidations.Start();
        long cleared;
        l1.ForgetAll(prefix);
        try
        {
            cleared = await remote.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            invalidations.AnnounceLater(Change.OfPrefix(prefix));
            throw;
        }
        finally
        {
            // A concurrent read may have brought back an old value.
            l1.ForgetAll(prefix);
        }

        await invalidations.AnnounceAsync(Change.OfPrefix(prefix)).ConfigureAwait(false);
        return cleared;
    }

    // Not announced: if other processes still have a copy of an entry that the store has lost, no caller has evicted it, so the copy is
    // still valid.
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(key, payload, timeToLive, () => Conditional.AddAsync(key, payload, timeToLive, cancellationToken), cancellationToken);

    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        ValueTask<bool> Replace() => Conditional.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);
        bool replaced = await WriteAsync(key, payload, timeToLive, Replace, cancellationToken).ConfigureAwait(false);
        if (replaced)
            await invalidations.AnnounceAsync(Change.OfReplacement(key)).ConfigureAwait(false);
        return replaced;
    }

    private IConditionalBackend Conditional => _conditional ?? throw Capabilities.Missing<IConditionalBackend>(remote);

    // A failed write may have reached the store: no copy is kept, and the change is announced later. A refused write has changed nothing.
    private async ValueTask<bool> WriteAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, Func<ValueTask<bool>> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        invalidations.Start();
        CodedValue? held = null;
        CopyTicket ticket = l1.BeginWrite(key);
        try
        {
            bool written = await write().ConfigureAwait(false);
            held = written ? new CodedValue(payload) : null;
            return written;
        }
        catch (Exception exception) when (exception is not StoreRefusedException)
        {
            invalidations.AnnounceLater(Change.OfKey(key));
            throw;
        }
        finally
        {
            l1.EndWrite(key, held, timeToLive, ticket);
        }
    }

    private async ValueTask<bool> ForgetAsync(string key, Func<ValueTask<bool>> remove, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        invalidations.Start();
        CopyTicket ticket = l1.BeginWrite(key);
        try
        {
            return await remove().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StoreRefusedException)
        {
            invalidations.AnnounceLater(Change.OfKey(key));
            throw;
        }
        finally
        {
            l1.EndWrite(key, null, null, ticket);
        }
    }
}
