using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Migration.Tests.FromFusionCache;

internal sealed class MovingArticles(IFusionCache old, ICache cache, ArticleDb db)
{
    public ValueTask<string> TitleAsync(int id, CancellationToken cancellationToken = default) => cache.GetOrCreateAsync($"title:{id}", async token =>
    {
        MaybeValue<string> title = await old.TryGetAsync<string>($"title:{id}", token: token);
        if (!title.HasValue)
            return await db.TitleAsync(id, token);

        CacheContext.Current?.ShouldStore = false;      // it stays in the old cache until it expires there
        return title.Value;
    }, OptionsOf(id), cancellationToken);

    public async Task RenameAsync(int id, string title, CancellationToken cancellationToken = default)
    {
        await db.RenameAsync(id, title, cancellationToken);
        await old.RemoveByTagAsync($"article:{id}", token: cancellationToken);     // the old cache first
        await cache.EvictAsync($"article:{id}", cancellationToken);
    }

    private static CacheEntryOptions OptionsOf(int id) => new() { Expiration = TimeSpan.FromMinutes(5), Tags = [$"article:{id}"] };
}
