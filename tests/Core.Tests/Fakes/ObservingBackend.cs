using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Counts the reads of payloads and the writes that pass it.</summary>
internal sealed class ObservingBackend(ICacheBackend inner) : DelegatingBackend(inner)
{
    private readonly ConcurrentQueue<string> _calls = [];

    public IReadOnlyCollection<string> Calls => _calls;

    public override ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        _calls.Enqueue("get");
        return base.GetWithTimeToLiveAsync(key, cancellationToken);
    }

    public override ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        _calls.Enqueue("add");
        return base.AddAsync(key, payload, timeToLive, cancellationToken);
    }
}
