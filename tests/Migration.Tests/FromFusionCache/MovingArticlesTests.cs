using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Migration.Tests.FromFusionCache;

[TestFixture]
internal sealed class MovingArticlesTests : MovingRules
{
    private IFusionCache Old => Services.GetRequiredService<IFusionCache>();

    private MovingArticles Articles => new(Old, Cache, Db);

    protected override void AddCaches(IServiceCollection services, CacheKitBuilder builder)
    {
        services.AddMemoryCache(options => options.Clock = new SystemClock(Clock));
        services.AddFusionCache().WithRegisteredMemoryCache();
    }

    protected override ValueTask StoreInOldAsync(string title, TimeSpan expiration) => Old.SetAsync("title:7", title, expiration, tags: ["article:7"]);

    protected override async ValueTask<bool> IsInOldAsync() => (await Old.TryGetAsync<string>("title:7")).HasValue;

    protected override ValueTask RemoveFromOldAsync() => Old.RemoveByTagAsync("article:7");

    protected override ValueTask<string> TitleAsync() => Articles.TitleAsync(7);

    protected override Task RenameAsync(string title) => Articles.RenameAsync(7, title);
}
