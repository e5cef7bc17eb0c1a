namespace CacheKit;

// Exchanges changes through a log under one key that each process polls. A process that finds a different log, or one that does not reach
// back to its last read, has missed changes. A first log, where there was none before, starts with its first change, so nothing was missed.
internal sealed class PolledChanges(IConditionalBackend remote, string key, ulong origin, IChangeListener listener) : IChangeFeed
{
    private readonly ChangeLogWriter _writer = new(remote, key);
    private ulong? _id;
    private long _next;
    private bool _hasRead;

    public async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        long time = listener.Now;
        ReadOnlyMemory<byte>? payload = await remote.GetAsync(key, cancellationToken).ConfigureAwait(false);
        ChangeLog? log = payload is { } bytes ? ChangeLog.Read(bytes.Span) : null;

        if (log is not null && log.Id == _id && log.Next < _next)
            return; // An outdated read of a store whose reads lag behind its writes.
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
