namespace CacheKit;

// Changes by messages of the store. A process hears its own heartbeats too, and in the order in which all is sent: so one that comes back
// proves that what the others said before it was heard.
internal sealed class PushedChanges(INotifyingBackend remote, string channel, ulong origin, IChangeListener listener) : IChangeFeed
{
    private IAsyncDisposable? _subscription;

    public async ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        _subscription ??= await remote.SubscribeAsync(channel, OnMessage, listener.Interrupt, cancellationToken).ConfigureAwait(false);
        byte[] heartbeat = ChangeMessage.Heartbeat(origin, listener.Now, listener.Interruptions);
        await remote.PublishAsync(channel, heartbeat, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask AnnounceAsync(Change change) => remote.PublishAsync(channel, ChangeMessage.Of(origin, change), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_subscription is { } subscription)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        bool isOwn = ChangeMessage.TryReadOrigin(message.Span, out ulong sender) && sender == origin;
        if (ChangeMessage.TryReadHeartbeat(message.Span, out long time, out long interruptions))
        {
            if (isOwn)
                listener.HeardUpTo(time, interruptions);
        }
        else if (!isOwn)
        {
            listener.Hear(message.Length < sizeof(ulong) ? Change.Everything : ChangeMessage.ReadChange(message.Span));
        }
    }
}
