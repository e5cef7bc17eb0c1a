namespace CacheKit.Core.Tests.Interleavings;

/// <summary>A connection to a store that passes on messages: in order, to each process when it is its turn to hear.</summary>
internal sealed class TalkingConnection(Interleaving run, string process) : SteppedConnection(run, process), INotifyingBackend
{
    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        byte[] own = message.ToArray();
        int version = Run.VersionOfChange;
        if (!ChangeMessage.TryReadHeartbeat(own, out _, out _))
            await Run.Schedule.PassAsync($"{Process}: publish");
        foreach (Subscriber subscriber in Run.Store.Subscribers)
            subscriber.Send(Process, own, version);
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default)
    {
        var subscriber = new Subscriber(Run, Process, onMessage, onInterrupted);
        Run.Store.Subscribers.Add(subscriber);
        return new(subscriber);
    }
}
