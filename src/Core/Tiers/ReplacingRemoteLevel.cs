namespace CacheKit;

// The same of a store that can add and replace.
internal sealed class ReplacingRemoteLevel(IReplacingBackend remote, LocalLevel local, TierListener listener)
    : RemoteLevel(remote, local, listener), IReplacingBackend
{
    // What every store takes. Of larger ones the stores say different things.
    private const int LargestAdded = 64 * 1024;

    private readonly TierListener _listener = listener;

    // Where telling the others is a write too, what is new is first tried to be added: of that, nobody has to be told.
    public override async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        bool isAdded = _listener.TellsByWriting && !(timeToLive <= TimeSpan.Zero) && payload.Length <= LargestAdded
            && await AddAsync(key, payload, timeToLive, cancellationToken).ConfigureAwait(false);
        if (!isAdded)
            await base.SetAsync(key, payload, timeToLive, cancellationToken).ConfigureAwait(false);
    }

    // Nobody holds a copy of what was not there, or of what the store has lost without anybody's asking: so nobody is told.
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        WriteAsync(key, payload, timeToLive, () => remote.AddAsync(key, payload, timeToLive, cancellationToken), cancellationToken);

    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        ValueTask<bool> Replace() => remote.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);
        bool replaced = timeToLive <= TimeSpan.Zero
            ? await ForgetAsync(key, Replace, cancellationToken).ConfigureAwait(false)
            : await WriteAsync(key, payload, timeToLive, Replace, cancellationToken).ConfigureAwait(false);
        if (replaced)
            await _listener.AnnounceAsync(Change.OfKey(key)).ConfigureAwait(false);
        return replaced;
    }
}
