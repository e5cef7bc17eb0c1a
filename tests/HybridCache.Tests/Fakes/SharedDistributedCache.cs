using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>A distributed cache that processes share.</summary>
internal sealed class SharedDistributedCache(FakeTimeProvider clock) : IDistributedCache, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = clock });

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        (await _entries.GetAsync(key, token))?.ToArray();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await _entries.SetAsync(key, value, options.AbsoluteExpirationRelativeToNow, token);

    public async Task RemoveAsync(string key, CancellationToken token = default) => await _entries.RemoveAsync(key, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public void Dispose() => _entries.Dispose();
}
