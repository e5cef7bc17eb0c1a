namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store whose reads return arrays of their own, as a client of a server does. It notes the last one.</summary>
internal sealed class OwningBackend(TimeProvider time) : DelegatingBackend(new ReplacingBackend(time))
{
    public byte[]? LastRead { get; private set; }

    public override bool HandsOverPayloads => true;

    public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        LastRead = (await base.GetAsync(key, cancellationToken))?.ToArray();
        return LastRead;
    }
}
