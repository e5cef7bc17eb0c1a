namespace CacheKit.Core.Tests.Interleavings;

/// <summary>A process that hears the messages of a store, in the order in which they were sent, unless its connection is cut.</summary>
internal sealed class Subscriber(Interleaving run, string process, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted) : IAsyncDisposable
{
    private readonly Queue<(byte[] Message, int Version)> _sent = [];
    private bool _isCut;

    public string Process => process;

    /// <summary>A process hears what it has sent itself at once, and everything else at a step of its own.</summary>
    public void Send(string sender, byte[] message, int version)
    {
        if (_isCut)
            return;
        _sent.Enqueue((message, version));
        if (_sent.Count > 1)
            return;

        if (sender == process)
            HearNext();
        else
            _ = HearAllAsync();
    }

    /// <summary>The messages that are under way, and those that are sent from now on, are lost.</summary>
    public void Cut()
    {
        _isCut = true;
        _sent.Clear();
    }

    public void Reconnect()
    {
        _isCut = false;
        onInterrupted?.Invoke();
    }

    public ValueTask DisposeAsync()
    {
        run.Store.Subscribers.Remove(this);
        return default;
    }

    private async Task HearAllAsync()
    {
        while (_sent.Count > 0)
        {
            await run.Schedule.PassAsync($"{process} hears");
            if (_sent.Count > 0)
                HearNext();
        }
    }

    private void HearNext()
    {
        (byte[] message, int version) = _sent.Dequeue();
        onMessage(message);
        run.Participants[process].Reach(version);
    }
}
