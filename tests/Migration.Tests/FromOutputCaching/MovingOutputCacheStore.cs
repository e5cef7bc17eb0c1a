using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit.Migration.Tests.FromOutputCaching;

internal sealed class MovingOutputCacheStore(IOutputCacheStore old, IOutputCacheStore current, bool readsCurrent) : IOutputCacheStore
{
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        (readsCurrent ? await current.GetAsync(key, cancellationToken) : null) ?? await old.GetAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        (readsCurrent ? current : old).SetAsync(key, value, tags, validFor, cancellationToken);

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        await old.EvictByTagAsync(tag, cancellationToken);      // the old store first
        await current.EvictByTagAsync(tag, cancellationToken);
    }
}
