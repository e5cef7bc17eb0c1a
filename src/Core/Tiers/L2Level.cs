namespace CacheKit;

// The remote level, whose reads fill the local one, and whose writes hold there too and are told to the other processes. It is always read
// itself: whoever is content with a copy asks the local level first. The buffers of what is written stay in the local level.
internal sealed class L2Level(ICacheBackend remote, L1Level local, TierListener listener)
{
    private readonly IConditionalBackend? _conditional = remote.FindCapability<IConditionalBackend>();

    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken)
    {
        listener.Start();
        LevelTicket ticket = local.BeginRead(key);
        CacheEntry? entry = await remote.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        local.EndRead(key, entry is { } found ? new CodedValue(found.Payload) : null, entry?.TimeToLive, ticket);
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
        await listener.AnnounceAsync(Change.OfSet(key)).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        bool removed = await ForgetAsync(key, () => remote.RemoveAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false);
        await listener.AnnounceAsync(Change.OfKey(key)).ConfigureAwait(false);
        return removed;
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        listener.Start();
        long cleared;
        local.ForgetAll(prefix);
        try
        {
            cleared = await remote.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            listener.AnnounceLater(Change.OfPrefix(prefix));
            throw;
        }
        finally
        {
            // What was read meanwhile may be of before.
            local.ForgetAll(prefix);
        }

        await listener.AnnounceAsync(Change.OfPrefix(prefix)).ConfigureAwait(false);
        return cleared;
    }

    // Not announced. Where others still have a copy of what the store has lost by itself, nobody has evicted it, so it is as good as before.
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(key, payload, timeToLive, () => Conditional.AddAsync(key, payload, timeToLive, cancellationToken), cancellationToken);

    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        ValueTask<bool> Replace() => Conditional.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);
        bool replaced = timeToLive <= TimeSpan.Zero
            ? await ForgetAsync(key, Replace, cancellationToken).ConfigureAwait(false)
            : await WriteAsync(key, payload, timeToLive, Replace, cancellationToken).ConfigureAwait(false);
        if (replaced)
            await listener.AnnounceAsync(Change.OfReplacement(key)).ConfigureAwait(false);
        return replaced;
    }

    private IConditionalBackend Conditional => _conditional ?? throw Capabilities.Missing<IConditionalBackend>(remote);

    // A write that failed may have reached the store all the same: nothing is held then, and the others are told when that is possible. One that
    // was refused has changed nothing.
    private async ValueTask<bool> WriteAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, Func<ValueTask<bool>> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        listener.Start();
        CodedValue? held = null;
        LevelTicket ticket = local.BeginWrite(key);
        try
        {
            bool written = await write().ConfigureAwait(false);
            held = written ? new CodedValue(payload) : null;
            return written;
        }
        catch (Exception exception) when (exception is not StoreRefusedException)
        {
            listener.AnnounceLater(Change.OfKey(key));
            throw;
        }
        finally
        {
            local.EndWrite(key, held, timeToLive, ticket);
        }
    }

    private async ValueTask<bool> ForgetAsync(string key, Func<ValueTask<bool>> remove, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        listener.Start();
        LevelTicket ticket = local.BeginWrite(key);
        try
        {
            return await remove().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StoreRefusedException)
        {
            listener.AnnounceLater(Change.OfKey(key));
            throw;
        }
        finally
        {
            local.EndWrite(key, null, null, ticket);
        }
    }
}
