using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

internal sealed class SeveralDistributedCaches(IDistributedCache[] reads, IDistributedCache[] writes) : IDistributedCache
{
    public byte[]? Get(string key) => reads.Select(cache => cache.Get(key)).FirstOrDefault(value => value is not null);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        foreach (IDistributedCache cache in reads)
        {
            if (await cache.GetAsync(key, token) is { } value)
                return value;
        }

        return null;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Array.ForEach(writes, cache => cache.Set(key, value, options));

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Task.WhenAll(writes.Select(cache => cache.SetAsync(key, value, options, token)));

    public void Refresh(string key) => Array.ForEach(writes, cache => cache.Refresh(key));

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.WhenAll(writes.Select(cache => cache.RefreshAsync(key, token)));

    public void Remove(string key) => Array.ForEach(writes, cache => cache.Remove(key));

    public Task RemoveAsync(string key, CancellationToken token = default) => Task.WhenAll(writes.Select(cache => cache.RemoveAsync(key, token)));
}
