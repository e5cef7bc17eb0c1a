namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store that reads the payload of its first write only when a gate is opened, whether or not its caller still waits.</summary>
internal sealed class HoldingBackend(TimeProvider time) : DelegatingBackend(new RecordingBackend(time))
{
    private readonly TaskCompletionSource<byte[]> _written = new();
    private int _writes;

    public Gate Gate { get; } = new();

    /// <summary>What the first write has stored.</summary>
    public Task<byte[]> Written => _written.Task;

    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _writes) > 1)
        {
            await base.SetAsync(key, payload, timeToLive, cancellationToken);
            return;
        }

        await Gate.PassAsync(CancellationToken.None);
        _written.SetResult(payload.ToArray());
    }
}
