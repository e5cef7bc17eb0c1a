namespace CacheKit.Weaving.Tests;

/// <summary>A backend that acts like a remote store: payloads only, and asynchronous answers.</summary>
internal sealed class RemoteStore(ICacheBackend store) : ICacheBackend
{
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await store.GetWithTimeToLiveAsync(key, cancellationToken);
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        await store.SetAsync(key, payload, timeToLive, cancellationToken);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await store.RemoveAsync(key, cancellationToken);
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await store.ClearAsync(prefix, cancellationToken);
    }
}
