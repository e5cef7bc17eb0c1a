using System.Diagnostics;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>Neither a metric nor a span identifies an entry or a user, and the number of series is limited.</summary>
[TestFixture]
internal sealed class TagRulesTests : CacheTests
{
    private const int MaxSubjects = 500;

    // Each kind of request has this text where an application has the key of an entry or the name of a user.
    private const string Personal = "personal4711";

    [Test]
    public async Task No_tag_holds_a_key_a_value_or_a_user()
    {
        using var metrics = new CollectedMetrics();
        using var spans = new CollectedSpans();
        await CallByKeyAsync();
        await CallRouteAsync();
        CacheManager.Init(Store);
        await Catalog.SearchAsync(Personal);
        CacheManager.Reset();

        IReadOnlyDictionary<string, IReadOnlyList<Point>> all = metrics.All();
        Assert.That(all.Keys, Is.SupersetOf(new[] { "cachekit.requests", "cachekit.store.duration", "cachekit.store.refusals", "cachekit.computation.duration" }));
        Assert.That(all.Values.SelectMany(points => points).SelectMany(point => point.Tags.Values).Where(IsPersonal), Is.Empty);
        Assert.That(spans.All, Is.Not.Empty);
        foreach (Activity span in spans.All)
            Assert.That(span.TagObjects.Select(tag => tag.Value).Append(span.DisplayName).Append(span.StatusDescription).Where(IsPersonal), Is.Empty);
    }

    [Test]
    public void At_most_500_subjects_of_a_cache_have_series_of_their_own()
    {
        using var metrics = new CollectedMetrics();
        Cache cache = InMemory();
        for (int i = 0; i < 10_000; i++)
        {
            cache.Figures.OfFunction($"function {i}", "").Add(RequestResult.Miss);
            cache.Figures.OfRoute($"/route/{i}", "").Add(RequestResult.Miss);
        }

        IReadOnlyList<Point> points = metrics.Of("cachekit.requests", Name);
        Assert.That(points.Sum(point => point.Sum), Is.EqualTo(20_000));
        Assert.That(points, Has.Count.InRange(MaxSubjects, MaxSubjects + 2));
        Assert.That(points.Single(point => Equals(point["cachekit.function"], "others")).Sum, Is.GreaterThan(9_000));
    }

    [Test]
    public async Task Namespaces_above_the_limit_are_counted_together()
    {
        using var metrics = new CollectedMetrics();
        Cache cache = InMemory();
        for (int i = 0; i < 10_000; i++)
            await cache.TryGetAsync<string>("key", new CacheEntryOptions { Namespace = $"tenant {i}" });
        IReadOnlyList<Point> points = metrics.Of("cachekit.requests", Name);
        Assert.That((points.Sum(point => point.Sum), points.Count), Is.EqualTo((10_000, MaxSubjects)));
    }

    private async Task CallByKeyAsync()
    {
        foreach (Cache cache in new[] { InMemory(), OnStore(), OnTwoLevels() })
        {
            await cache.GetOrCreateAsync(Personal, _ => ValueTask.FromResult(Personal), new CacheEntryOptions { Tags = [Personal], Lease = TimeSpan.FromMinutes(1) });
            await cache.GetManyAsync<string>([Personal, "other"]);
            await cache.EvictAsync(Personal);
            Assert.That(
                async () => await cache.GetOrCreateAsync<string>(Personal + 2, _ => throw new InvalidDataException(Personal)), Throws.TypeOf<InvalidDataException>());
            await cache.RemoveAsync(Personal);
        }

        Store.Failure = new StoreRefusedException("full", isTransient: false, Personal);
        await OnStore().SetAsync(Personal, Personal);
        Store.Failure = null;
    }

    private static async Task CallRouteAsync()
    {
        await using TestApp app = await TestApp.StartAsync(
            app => app.MapGet("/users/{name}", [Cache(60), VaryBy(User = true)] (string name) => name),
            new TestAppSettings { Store = Hosting.Store.Payloads });
        await app.GetAsync($"/users/{Personal}?q={Personal}");
        await app.GetAsync($"/users/{Personal}", $"Authorization: Bearer {Personal}", $"Cookie: name={Personal}");
    }

    private static bool IsPersonal(object? value) => value?.ToString()?.Contains(Personal, StringComparison.OrdinalIgnoreCase) ?? false;
}
