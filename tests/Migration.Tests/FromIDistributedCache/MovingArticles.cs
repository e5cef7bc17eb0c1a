using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

internal sealed class MovingArticles(IDistributedCache old, ICache cache, ArticleDb db)
{
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(5) };

    public ValueTask<string> TitleAsync(int id, CancellationToken cancellationToken = default) => cache.GetOrCreateAsync($"title:{id}", async token =>
    {
        if (await old.GetAsync($"title:{id}", token) is not { } bytes)
            return await db.TitleAsync(id, token);

        CacheContext.Current?.ShouldStore = false;      // it stays in the old cache until it expires there
        return JsonSerializer.Deserialize<string>(bytes)!;
    }, _options, cancellationToken);

    public async Task RenameAsync(int id, string title, CancellationToken cancellationToken = default)
    {
        await db.RenameAsync(id, title, cancellationToken);
        await old.RemoveAsync($"title:{id}", cancellationToken);        // the old cache first
        await cache.RemoveAsync($"title:{id}", cancellationToken: cancellationToken);
    }
}
