using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>An IDistributedCache outside the process, which answers later, and fails for the keys that a test names.</summary>
internal class RemoteCache : IDistributedCache
{
    private readonly MemoryDistributedCache _entries = new(Options.Create(new MemoryDistributedCacheOptions()));

    public Predicate<string> Fails { get; set; } = _ => false;

    /// <summary>What a call for a key waits for before it is performed.</summary>
    public Func<string, Task> Delay { get; set; } = _ => Task.CompletedTask;

    /// <summary>The options of the last write.</summary>
    public DistributedCacheEntryOptions? LastOptions { get; protected set; }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => AnswerAsync(key, () => _entries.GetAsync(key, token));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        AnswerAsync(key, async () =>
        {
            LastOptions = options;
            await _entries.SetAsync(key, value, options, token);
            return true;
        });

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => AnswerAsync(key, async () =>
    {
        await _entries.RemoveAsync(key, token);
        return true;
    });

    private async Task<T> AnswerAsync<T>(string key, Func<Task<T>> call)
    {
        await Task.Yield();
        await Delay(key);
        return Fails(key) ? throw new IOException("The cache is down.") : await call();
    }
}
