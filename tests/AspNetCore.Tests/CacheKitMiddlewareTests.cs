namespace CacheKit.AspNetCore.Tests;

/// <summary>The place of the cache among other middleware.</summary>
public sealed class CacheKitMiddlewareTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task UseCacheKit_twice_is_as_good_as_once()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings { Inner = inner => inner.UseCacheKit() });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.CacheStatus, hit.CacheKit), Is.EqualTo(("CacheKit; fwd=uri-miss; stored", "HIT")));
    }

    [Test]
    public async Task A_branch_can_have_the_cache_to_itself()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{name}", [Cache(60)] (string name) => name),
            new TestAppSettings
            {
                UsesCacheKit = false,
                Outer = outer => outer.UseWhen(context => context.Request.Path == "/cached", branch => branch.UseCacheKit()),
            });
        Assert.That(((await app.GetAsync("/cached")).CacheKit, (await app.GetAsync("/other")).CacheKit), Is.EqualTo(("MISS", (string?)null)));
    }

    [Test]
    public async Task A_page_for_errors_that_runs_the_pipeline_again_is_answered()
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/", [Cache(60)] string () => throw new InvalidOperationException());
                routes.MapGet("/sorry", [Cache(60)] () => "sorry");
            },
            new TestAppSettings { Outer = outer => outer.UseExceptionHandler("/sorry") });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.Body, second.CacheStatus), Is.EqualTo((500, "sorry", "CacheKit; fwd=bypass; detail=re-executed")));
    }

    [Test]
    public async Task Cors_outside_the_cache_answers_each_origin()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Services = services => services.AddCors(),
                Outer = outer => outer.UseCors(cors => cors.WithOrigins("http://a.example", "http://b.example")),
            });
        await app.GetAsync("/", "Origin: http://a.example");
        Answer hit = await app.GetAsync("/", "Origin: http://b.example");
        Answer without = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Access-Control-Allow-Origin"]), Is.EqualTo(("HIT", "http://b.example")));
        Assert.That((without.CacheKit, without["Access-Control-Allow-Origin"]), Is.EqualTo(("HIT", (string?)null)));
    }
}
