namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>A remote store whose first write of a response waits until the test lets it go on.</summary>
internal sealed class PausedWriteBackend(InMemoryBackend entries) : ICacheBackend
{
    /// <summary>Opens when the write has begun.</summary>
    public Gate Begun { get; } = new();

    /// <summary>Lets the write go on.</summary>
    public Gate End { get; } = new();

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (key.Contains("GET ", StringComparison.Ordinal))
        {
            Begun.Pass();
            await End.Opened;
        }

        await entries.SetAsync(key, payload, timeToLive, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => entries.ClearAsync(prefix, cancellationToken);
}
