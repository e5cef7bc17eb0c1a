using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

/// <summary>Reads from another cache, and holds what it has read back until it is released.</summary>
internal sealed class HeldDistributedCache(IDistributedCache inner) : IDistributedCache
{
    private readonly TaskCompletionSource _hasRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task HasRead => _hasRead.Task;

    public void Release() => _released.SetResult();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        byte[]? value = await inner.GetAsync(key, token);
        _hasRead.SetResult();
        await _released.Task;
        return value;
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        throw new NotSupportedException();
}
