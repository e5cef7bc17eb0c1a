namespace CacheKit.Weaving.Tests;

/// <summary>A store that is asked as one outside this process is: by payloads, and with answers that take a moment.</summary>
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
