using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Migration.Tests.FromIMemoryCache;

internal sealed class MovingArticles(IMemoryCache old, ICache cache, ArticleDb db)
{
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(5) };

    public ValueTask<string> TitleAsync(int id, CancellationToken cancellationToken = default) => cache.GetOrCreateAsync($"title:{id}", async token =>
    {
        if (!old.TryGetValue($"title:{id}", out string? title))
            return await db.TitleAsync(id, token);

        CacheContext.Current?.ShouldStore = false;      // it stays in the old cache until it expires there
        return title!;
    }, _options, cancellationToken);

    public async Task RenameAsync(int id, string title, CancellationToken cancellationToken = default)
    {
        await db.RenameAsync(id, title, cancellationToken);
        old.Remove($"title:{id}");                      // the old cache first
        await cache.RemoveAsync($"title:{id}", cancellationToken: cancellationToken);
    }
}
