using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Keeps the times to live of all writes, in their order.</summary>
internal sealed class TimesBackend() : DelegatingBackend(new RecordingBackend())
{
    public ConcurrentQueue<TimeSpan?> Times { get; } = [];

    public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Times.Enqueue(timeToLive);
        return base.SetAsync(key, payload, timeToLive, cancellationToken);
    }
}
