using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

internal sealed class CopiedArticles(IDistributedCache old, IDatabase redis, ICache cache, ArticleDb db)
{
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(5) };

    public ValueTask<string> TitleAsync(int id, CancellationToken cancellationToken = default) => cache.GetOrCreateAsync($"title:{id}", async token =>
    {
        TimeSpan? left = await redis.KeyTimeToLiveAsync($"old:title:{id}");     // "old:" is the InstanceName
        if (left is null || await old.GetAsync($"title:{id}", token) is not { } bytes)
            return await db.TitleAsync(id, token);

        CacheContext.Current?.Expiration = left;        // a copy, which expires when the old entry does
        return JsonSerializer.Deserialize<string>(bytes)!;
    }, _options, cancellationToken);
}
