namespace CacheKit;

// Exchanges changes through messages of the store. A process also receives its own heartbeats, in the order of all messages, so a returned
// heartbeat proves that all earlier messages were received.
internal sealed class PushedChanges(INotifyingBackend remote, string channel, ulong origin, IChangeListener listener) : IChangeFeed
{
    private IAsyncDisposable? _subscription;
    private volatile bool _isDisposed;

    public async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        _subscription ??= await remote.SubscribeAsync(channel, OnMessage, listener.Interrupt, cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
            await EndAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        byte[] heartbeat = ChangeMessage.Heartbeat(origin, listener.Now, listener.Interruptions);
        await remote.PublishAsync(channel, heartbeat, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask AnnounceAsync(Change change) => remote.PublishAsync(channel, ChangeMessage.Of(origin, change), CancellationToken.None);

    // A running tick may still subscribe.
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
