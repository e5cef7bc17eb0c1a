using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromHybridCache;

[TestFixture]
internal sealed class MovingHybridCacheTests : MovingRules
{
    private static readonly HybridCacheEntryOptions _reads = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    private HybridCache Old => Services.GetRequiredKeyedService<HybridCache>("old");

    private HybridCache Current => Services.GetRequiredService<HybridCache>();

    [Test]
    public async Task A_change_is_seen_in_both_releases_that_run_at_the_same_time(
        [Values("key", "tag", "everything", "set")] string change, [Values] bool valueIsInOld, [Values] bool changedBySecondRelease)
    {
        MovingHybridCache first = Release(readsCurrent: false);
        MovingHybridCache second = Release(readsCurrent: true);
        await (valueIsInOld ? TitleAsync(first) : TitleAsync(second));

        await Db.RenameAsync(7, "renamed", CancellationToken.None);
        await ChangeAsync(changedBySecondRelease ? second : first, change);

        Assert.That(await TitleAsync(first), Is.EqualTo("renamed"));
        Assert.That(await TitleAsync(second), Is.EqualTo("renamed"));
    }

    [Test]
    public async Task The_first_release_stores_nothing_in_the_new_cache()
    {
        MovingHybridCache first = Release(readsCurrent: false);
        await TitleAsync(first);
        await first.SetAsync("title:7", "set");

        Assert.That(await IsInOldAsync(), Is.True);
        Assert.That((await Cache.TryGetAsync<string>("title:7")).HasValue, Is.False);
    }

    [Test]
    public async Task A_call_that_reads_no_level_computes_although_the_old_cache_has_a_value()
    {
        await StoreInOldAsync("cached", TimeSpan.FromMinutes(10));
        var refresh = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead };

        string title = await Release(readsCurrent: true).GetOrCreateAsync<string>("title:7", async token => await Db.TitleAsync(7, token), refresh);

        Assert.That(title, Is.EqualTo("loaded"));
    }

    [Test]
    public async Task A_number_is_found_in_the_old_cache_and_a_zero_is_computed_again()
    {
        await Old.SetAsync("seven", 7);
        await Old.SetAsync("zero", 0);
        MovingHybridCache second = Release(readsCurrent: true);

        Assert.That(await second.GetOrCreateAsync<int>("seven", _ => new(1)), Is.EqualTo(7));
        Assert.That(await second.GetOrCreateAsync<int>("zero", _ => new(1)), Is.EqualTo(1));
    }

    protected override void AddCaches(IServiceCollection services, CacheKitBuilder builder)
    {
        services.AddMemoryCache(options => options.Clock = new SystemClock(Clock));
        services.AddKeyedHybridCache("old");
        builder.AsHybridCache();
    }

    protected override ValueTask StoreInOldAsync(string title, TimeSpan expiration) =>
        Old.SetAsync("title:7", title, new HybridCacheEntryOptions { Expiration = expiration }, ["article:7"]);

    protected override async ValueTask<bool> IsInOldAsync() => await Old.GetOrCreateAsync<string?>("title:7", _ => default, _reads) is not null;

    protected override ValueTask RemoveFromOldAsync() => Old.RemoveAsync("title:7");

    protected override ValueTask<string> TitleAsync() => TitleAsync(Release(readsCurrent: true));

    protected override async Task RenameAsync(string title)
    {
        await Db.RenameAsync(7, title, CancellationToken.None);
        await Release(readsCurrent: true).RemoveByTagAsync("article:7");
    }

    private static ValueTask ChangeAsync(MovingHybridCache cache, string change) => change switch
    {
        "key" => cache.RemoveAsync("title:7"),
        "tag" => cache.RemoveByTagAsync("article:7"),
        "everything" => cache.RemoveByTagAsync("*"),
        _ => cache.SetAsync("title:7", "renamed"),
    };

    private ValueTask<string> TitleAsync(MovingHybridCache cache) =>
        cache.GetOrCreateAsync<string>("title:7", async token => await Db.TitleAsync(7, token), tags: ["article:7"]);

    private MovingHybridCache Release(bool readsCurrent) => new(Old, Current, readsCurrent);
}
