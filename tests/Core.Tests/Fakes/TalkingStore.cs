namespace CacheKit.Core.Tests.Fakes;

/// <summary>The same, which passes on messages at once, as long as it is up.</summary>
internal sealed class TalkingStore(TimeProvider time) : SharedStore(time), INotifyingBackend
{
    private readonly List<(Action<ReadOnlyMemory<byte>> OnMessage, Action? OnInterrupted)> _listeners = [];

    /// <summary>Whether messages are lost without anybody's noticing.</summary>
    public bool LosesMessages { get; set; }

    /// <summary>Whether nobody is allowed to pass on messages.</summary>
    public bool RefusesMessages { get; set; }

    /// <summary>Whether nobody is allowed to hear messages.</summary>
    public bool RefusesListeners { get; set; }

    public int Messages { get; private set; }

    public bool HasListeners => Listeners().Count > 0;

    public ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        FailIfDown();
        if (RefusesMessages)
            throw Refusal.Lasting;
        Messages++;
        if (!LosesMessages)
            Listeners().ForEach(listener => listener.OnMessage(message));
        return default;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default)
    {
        FailIfDown();
        if (RefusesListeners)
            throw Refusal.Lasting;
        lock (_listeners)
            _listeners.Add((onMessage, onInterrupted));
        return new(new Subscription(() =>
        {
            lock (_listeners)
                _listeners.Remove((onMessage, onInterrupted));
        }));
    }

    /// <summary>Tells all who listen that their connection was lost.</summary>
    public void Interrupt() => Listeners().ForEach(listener => listener.OnInterrupted?.Invoke());

    private List<(Action<ReadOnlyMemory<byte>> OnMessage, Action? OnInterrupted)> Listeners()
    {
        lock (_listeners)
            return [.. _listeners];
    }

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return default;
        }
    }
}
