namespace CacheKit;

// The same of a store that can add and replace.
internal sealed class ReplacingRemoteLevel(IReplacingBackend remote, LocalLevel local, TierListener listener)
    : RemoteLevel(remote, local, listener), IReplacingBackend
{
    private readonly TierListener _listener = listener;

    // Not announced. Where others still have a copy of what the store has lost by itself, nobody has evicted it, so it is as good as before.
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        WriteAsync(key, payload, timeToLive, () => remote.AddAsync(key, payload, timeToLive, cancellationToken), cancellationToken);

    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        bool replaced = await WriteAsync(
            key, payload, timeToLive, () => remote.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (replaced)
            await _listener.AnnounceAsync(Change.OfKey(key)).ConfigureAwait(false);
        return replaced;
    }
}
