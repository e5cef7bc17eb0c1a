namespace CacheKit;

/// <summary>The optional power of a backend to tell the other processes that use its store something, at once.</summary>
/// <remarks>
/// Best effort: who is connected when a message is sent is told, and who is not is never told later. A connection that is lost may
/// come back by itself, with the subscriptions on it.
/// </remarks>
public interface INotifyingBackend : ICacheBackend
{
    /// <summary>Sends a message to whoever is subscribed to a channel, in this process too.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The bytes to send. The caller may reuse its buffer once the call has completed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);

    /// <summary>Subscribes to a channel; disposing of what is returned ends it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called with each message, one after another. It must not throw, and not take long.</param>
    /// <param name="onInterrupted">Called when messages may have been missed, as they are while a connection is lost. It must not throw.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default);
}
