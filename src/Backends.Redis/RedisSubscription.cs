using System.Net;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>A subscription to a channel, whose messages come one after another. It outlives an outage: the library subscribes anew.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly ChannelMessageQueue _queue;
    private readonly ISubscriber _subscriber;
    private readonly Action<ReadOnlyMemory<byte>> _onMessage;
    private readonly Action? _onInterrupted;
    private EndPoint? _server;
    private volatile bool _ended;

    private RedisSubscription(ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted)
    {
        _queue = subscriber.Subscribe(channel, CommandFlags.FireAndForget);
        _subscriber = subscriber;
        _server = subscriber.SubscribedEndpoint(channel);
        _onMessage = onMessage;
        _onInterrupted = onInterrupted;
        subscriber.Multiplexer.ConnectionFailed += OnConnectionFailed;
        _queue.OnMessage(Deliver);
    }

    public static async Task<IAsyncDisposable> BeginAsync(
        ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted, CancellationToken cancellationToken)
    {
        // The server's yes is waited for with a handler of this call's own, which can be taken back. A queue that was asked for in vain
        // could not: the library would fill it from the next connection on, and nobody would read it.
        Action<RedisChannel, RedisValue> waiting = (_, _) => { };
        try
        {
            await subscriber.SubscribeAsync(channel, waiting).WaitAsync(cancellationToken).ConfigureAwait(false);
            return CleanContext.Call(() => new RedisSubscription(subscriber, channel, onMessage, onInterrupted));
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, waiting, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    // All processes publish on one server, whichever they are subscribed on. The library by itself would publish where it is subscribed: a
    // replica passes nothing on, and a node of a cluster is heard by the others only while the links between them are up.
    public static Task PublishAsync(IDatabase database, RedisChannel channel, ReadOnlyMemory<byte> message)
    {
        IServer primary = RedisPrimary.Of(database.Multiplexer, (byte[]?)channel);
        return primary.ExecuteAsync("PUBLISH", [channel, (RedisValue)message]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;

        _ended = true;
        _subscriber.Multiplexer.ConnectionFailed -= OnConnectionFailed;
        await _queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private void Deliver(ChannelMessage message)
    {
        // The library moves a subscription with the hash slot of its channel, over connections that all stay up.
        EndPoint? server = _subscriber.SubscribedEndpoint(message.SubscriptionChannel);
        if (!Equals(server, _server))
            Interrupt();
        _server = server;

        if (!_ended)
            _onMessage(message.Message);
    }

    // Messages may come over either connection of a server, by the protocol that is spoken.
    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e) => Interrupt();

    private void Interrupt()
    {
        if (!_ended)
            _onInterrupted?.Invoke();
    }
}
