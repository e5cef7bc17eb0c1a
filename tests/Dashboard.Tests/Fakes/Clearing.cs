using System.Runtime.CompilerServices;

namespace CacheKit.Dashboard.Tests.Fakes;

/// <summary>A backend that clears and lists its keys as a test says.</summary>
internal sealed class Clearing(ICacheBackend entries, Func<long> clear) : ICacheBackend, IListingBackend
{
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => new(clear());

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        clear();
        yield break;
    }
}
