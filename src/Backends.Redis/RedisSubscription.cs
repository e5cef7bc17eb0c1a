using StackExchange.Redis;

namespace CacheKit;

/// <summary>A subscription to a channel, whose messages come one after another. It outlives an outage: the library subscribes anew.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly ChannelMessageQueue _queue;
    private readonly Action<ReadOnlyMemory<byte>> _onMessage;
    private volatile bool _ended;

    private RedisSubscription(ChannelMessageQueue queue, Action<ReadOnlyMemory<byte>> onMessage)
    {
        _queue = queue;
        _onMessage = onMessage;
        queue.OnMessage(Deliver);
    }

    public static async Task<IAsyncDisposable> BeginAsync(
        ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, CancellationToken cancellationToken)
    {
        // The server's yes is waited for with a handler of this call's own, which can be taken back. A queue that was asked for in vain
        // could not: the library would fill it from the next connection on, and nobody would read it.
        Action<RedisChannel, RedisValue> waiting = (_, _) => { };
        try
        {
            await subscriber.SubscribeAsync(channel, waiting).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new RedisSubscription(subscriber.Subscribe(channel, CommandFlags.FireAndForget), onMessage);
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, waiting, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        await _queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private void Deliver(ChannelMessage message)
    {
        if (!_ended)
            _onMessage(message.Message);
    }
}
