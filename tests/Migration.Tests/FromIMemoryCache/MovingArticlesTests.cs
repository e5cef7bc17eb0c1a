using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromIMemoryCache;

[TestFixture]
internal sealed class MovingArticlesTests : MovingRules
{
    private IMemoryCache Old => Services.GetRequiredService<IMemoryCache>();

    private MovingArticles Articles => new(Old, Cache, Db);

    protected override void AddCaches(IServiceCollection services, CacheKitBuilder builder) =>
        services.AddMemoryCache(options => options.Clock = new SystemClock(Clock));

    protected override ValueTask StoreInOldAsync(string title, TimeSpan expiration)
    {
        Old.Set("title:7", title, expiration);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<bool> IsInOldAsync() => new(Old.TryGetValue("title:7", out _));

    protected override ValueTask RemoveFromOldAsync()
    {
        Old.Remove("title:7");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<string> TitleAsync() => Articles.TitleAsync(7);

    protected override Task RenameAsync(string title) => Articles.RenameAsync(7, title);
}
