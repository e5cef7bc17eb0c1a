namespace CacheKit;

/// <summary>The optional capability of a backend to publish messages to the other processes that use its store.</summary>
/// <remarks>
/// Delivery is best effort: only subscribers that are connected when a message is published receive it. A lost connection and its
/// subscriptions may be restored automatically.
/// </remarks>
public interface INotifyingBackend : ICacheBackend
{
    /// <summary>Publishes a message to all subscribers of a channel, including those in this process.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The bytes to send. The caller may reuse the buffer after the call has completed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);

    /// <summary>Subscribes to a channel. Dispose the result to unsubscribe.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called for each message, sequentially. It must not throw or block.</param>
    /// <param name="onInterrupted">
    /// Called when messages may have been missed, for example because the connection was lost. It must not throw.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null,
        CancellationToken cancellationToken = default);
}
