using StackExchange.Redis;

namespace CacheKit;

/// <summary>The open subscriptions of a backend. They move when the connection is replaced.</summary>
internal sealed class RedisSubscriptions
{
    private readonly Lock _gate = new();
    private readonly HashSet<RedisSubscription> _open = [];
    private ISubscriber? _moved;

    public async Task<IAsyncDisposable> BeginAsync(
        ISubscriber subscriber, RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted, CancellationToken cancellationToken)
    {
        RedisSubscription begun = await RedisSubscription.BeginAsync(this, subscriber, channel, onMessage, onInterrupted, cancellationToken)
            .ConfigureAwait(false);
        ISubscriber? moved;
        lock (_gate)
        {
            _open.Add(begun);
            moved = _moved;
        }

        // The connection may have been replaced while the subscription began.
        if (moved is not null && moved.Multiplexer != subscriber.Multiplexer)
            begun.MoveTo(moved);
        return begun;
    }

    public void MoveTo(ISubscriber subscriber)
    {
        RedisSubscription[] open;
        lock (_gate)
        {
            _moved = subscriber;
            open = [.. _open];
        }

        foreach (RedisSubscription subscription in open)
            subscription.MoveTo(subscriber);
    }

    public void Remove(RedisSubscription subscription)
    {
        lock (_gate)
            _open.Remove(subscription);
    }
}
