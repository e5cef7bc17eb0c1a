namespace CacheKit;

// Changes by messages of the store. A process hears its own heartbeats too, and in the order in which all is sent: so one that comes back
// proves that what the others said before it was heard.
internal sealed class PushedChanges(INotifyingBackend remote, string channel, ulong origin, IChangeListener listener) : IChangeFeed
{
    private IAsyncDisposable? _subscription;
    private volatile bool _isDisposed;

    public async ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        _subscription ??= await remote.SubscribeAsync(channel, OnMessage, listener.Interrupt, cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
            await EndAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        byte[] heartbeat = ChangeMessage.Heartbeat(origin, listener.Now, listener.Interruptions);
        await remote.PublishAsync(channel, heartbeat, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask AnnounceAsync(Change change) => remote.PublishAsync(channel, ChangeMessage.Of(origin, change), CancellationToken.None);

    // A beat that is under way may still subscribe.
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return EndAsync();
    }

    private ValueTask EndAsync() => Interlocked.Exchange(ref _subscription, null)?.DisposeAsync() ?? default;

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        bool isOwn = ChangeText.TryReadOrigin(message.Span, out ulong sender) && sender == origin;
        if (ChangeMessage.TryReadHeartbeat(message.Span, out long time, out long interruptions))
        {
            if (isOwn)
                listener.ReceivedUpTo(time, interruptions);
        }
        else if (!isOwn)
        {
            listener.OnChanged(message.Length < sizeof(ulong) ? Change.Everything : ChangeMessage.ReadChange(message.Span));
        }
    }
}
