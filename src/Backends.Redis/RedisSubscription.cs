using System.Net;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Subscribes to a channel and delivers its messages one at a time. After an outage, the library subscribes again.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly RedisSubscriptions _owner;
    private readonly RedisChannel _channel;
    private readonly Action<ReadOnlyMemory<byte>> _onMessage;
    private readonly Action? _onInterrupted;
    private readonly Lock _gate = new();
    private ISubscriber _subscriber;
    private ChannelMessageQueue _queue;
    private EndPoint? _server;
    private volatile bool _ended;

    private RedisSubscription(
        RedisSubscriptions owner, ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted)
    {
        _owner = owner;
        _channel = channel;
        _onMessage = onMessage;
        _onInterrupted = onInterrupted;
        _subscriber = subscriber;
        _queue = subscriber.Subscribe(channel, CommandFlags.FireAndForget);
        Begin();
    }

    public static async Task<RedisSubscription> BeginAsync(
        RedisSubscriptions owner, ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted,
        CancellationToken cancellationToken)
    {
        // The server's confirmation is awaited with a separate handler, which can be removed if it fails. A queue whose subscription failed
        // cannot be removed: the library would fill it after the next connect, and no one would read it.
        Action<RedisChannel, RedisValue> waiting = (_, _) => { };
        try
        {
            await subscriber.SubscribeAsync(channel, waiting).WaitAsync(cancellationToken).ConfigureAwait(false);
            return CleanContext.Call(() => new RedisSubscription(owner, subscriber, channel, onMessage, onInterrupted));
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, waiting, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    // All processes publish to the primary, whichever server they are subscribed on. By default the library publishes on the server of its
    // subscription, but a replica does not forward messages, and a cluster node reaches the others only while the links between them are
    // up.
    public static Task PublishAsync(IDatabase database, RedisChannel channel, ReadOnlyMemory<byte> message)
    {
        IServer primary = RedisPrimary.Of(database.Multiplexer, (byte[]?)channel);
        return primary.ExecuteAsync("PUBLISH", [channel, (RedisValue)message]);
    }

    /// <summary>Subscribes on another connection, when it is connected. Messages may have been missed.</summary>
    public void MoveTo(ISubscriber subscriber)
    {
        lock (_gate)
        {
            if (_ended)
                return;

            _subscriber.Multiplexer.ConnectionFailed -= OnConnectionFailed;
            _queue.Unsubscribe(CommandFlags.FireAndForget);
            _subscriber = subscriber;
            _queue = subscriber.Subscribe(_channel, CommandFlags.FireAndForget);
            Begin();
        }

        Interrupt();
    }

    public async ValueTask DisposeAsync()
    {
        ChannelMessageQueue queue;
        lock (_gate)
        {
            if (_ended)
                return;

            _ended = true;
            queue = _queue;
            _subscriber.Multiplexer.ConnectionFailed -= OnConnectionFailed;
        }

        _owner.Remove(this);
        await queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private void Begin()
    {
        _server = _subscriber.SubscribedEndpoint(_channel);
        _subscriber.Multiplexer.ConnectionFailed += OnConnectionFailed;
        _queue.OnMessage(Deliver);
    }

    // The lock keeps a message of an earlier connection from being delivered together with one of its successor.
    private void Deliver(ChannelMessage message)
    {
        lock (_gate)
        {
            // The library moves a subscription when the hash slot of its channel moves, without any connection failing.
            EndPoint? server = _subscriber.SubscribedEndpoint(message.SubscriptionChannel);
            if (!Equals(server, _server))
                Interrupt();
            _server = server;

            if (!_ended)
                _onMessage(message.Message);
        }
    }

    // Either connection of a server may carry messages, depending on the protocol version.
    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e) => Interrupt();

    private void Interrupt()
    {
        if (!_ended)
            _onInterrupted?.Invoke();
    }
}
