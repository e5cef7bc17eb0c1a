namespace CacheKit;

// Changes by a log of them under one key, which each process reads at intervals. Whoever finds another log than before, or one that does
// not go back to where it was, has missed something. The first log after there was none goes back to it with its first change: nothing was
// missed, whoever has made it.
internal sealed class PolledChanges(IConditionalBackend remote, string key, ulong origin, IChangeListener listener) : IChangeFeed
{
    private readonly ChangeLogWriter _writer = new(remote, key);
    private ulong? _id;
    private long _next;
    private bool _hasRead;

    public async ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        long time = listener.Now;
        ReadOnlyMemory<byte>? payload = await remote.GetAsync(key, cancellationToken).ConfigureAwait(false);
        ChangeLog? log = payload is { } bytes ? ChangeLog.Read(bytes.Span) : null;

        if (log is not null && log.Id == _id && log.Next < _next)
            return; // A read of a store that lags behind its writes. It proves nothing.
        if (_hasRead)
            OnChanged(log);
        (_id, _next, _hasRead) = (log?.Id, log?.Next ?? 0, true);
        listener.ReceivedUpTo(time, listener.Interruptions);
    }

    public ValueTask AnnounceAsync(Change change) => new(_writer.AppendAsync(new LoggedChange(origin, change)));

    public ValueTask DisposeAsync() => default;

    private void OnChanged(ChangeLog? log)
    {
        if ((_id is not null && log?.Id != _id) || log?.First > _next)
        {
            listener.Interrupt();
            return;
        }

        foreach (LoggedChange logged in log?.Changes.Skip((int)(_next - log.First)) ?? [])
        {
            if (logged.Origin != origin)
                listener.OnChanged(logged.Change);
        }
    }
}
