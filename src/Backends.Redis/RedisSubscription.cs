using StackExchange.Redis;

namespace CacheKit;

/// <summary>A subscription to a channel, whose messages come one after another. It outlives an outage: the library subscribes anew.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly ChannelMessageQueue _queue;
    private readonly IConnectionMultiplexer _connection;
    private readonly Action<ReadOnlyMemory<byte>> _onMessage;
    private readonly Action? _onInterrupted;
    private volatile bool _ended;

    private RedisSubscription(
        ChannelMessageQueue queue, IConnectionMultiplexer connection, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted)
    {
        _queue = queue;
        _connection = connection;
        _onMessage = onMessage;
        _onInterrupted = onInterrupted;
        connection.ConnectionFailed += Interrupt;
        queue.OnMessage(Deliver);
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
            return CleanContext.Call(() =>
                new RedisSubscription(subscriber.Subscribe(channel, CommandFlags.FireAndForget), subscriber.Multiplexer, onMessage, onInterrupted));
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, waiting, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;

        _ended = true;
        _connection.ConnectionFailed -= Interrupt;
        await _queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private void Deliver(ChannelMessage message)
    {
        if (!_ended)
            _onMessage(message.Message);
    }

    // Messages may come over either connection of a server, by the protocol that is spoken.
    private void Interrupt(object? sender, ConnectionFailedEventArgs e)
    {
        if (!_ended)
            _onInterrupted?.Invoke();
    }
}
