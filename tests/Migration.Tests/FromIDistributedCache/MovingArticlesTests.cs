using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromIDistributedCache;

[TestFixture]
internal sealed class MovingArticlesTests : MovingRules
{
    private IDistributedCache Old => Services.GetRequiredService<IDistributedCache>();

    private MovingArticles Articles => new(Old, Cache, Db);

    protected override void AddCaches(IServiceCollection services, CacheKitBuilder builder) =>
        services.AddDistributedMemoryCache(options => options.Clock = new SystemClock(Clock));

    protected override async ValueTask StoreInOldAsync(string title, TimeSpan expiration) => await Old.SetAsync(
        "title:7", JsonSerializer.SerializeToUtf8Bytes(title), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = expiration });

    protected override async ValueTask<bool> IsInOldAsync() => await Old.GetAsync("title:7") is not null;

    protected override async ValueTask RemoveFromOldAsync() => await Old.RemoveAsync("title:7");

    protected override ValueTask<string> TitleAsync() => Articles.TitleAsync(7);

    protected override Task RenameAsync(string title) => Articles.RenameAsync(7, title);
}
