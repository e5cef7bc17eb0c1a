using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;

namespace CacheKit.EndToEnd.Tests;

/// <summary>The parts of a response's head that are stored.</summary>
internal sealed class StoredHeaderScenarios(string storeName) : ScenarioTests(storeName)
{
    private static readonly string[] _languages = ["de", "en"];

    [Test]
    public async Task The_language_of_a_stored_body_stays_with_it()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/greeting", [Cache(600)] () => System.Globalization.CultureInfo.CurrentUICulture.Name),
            new TestAppSettings
            {
                Outer = outer => outer.UseRequestLocalization(options =>
                {
                    options.AddSupportedCultures(_languages).AddSupportedUICultures(_languages);
                    options.ApplyCurrentCultureToResponseHeaders = true;
                }),
            });
        await app.GetAsync("/greeting", "Accept-Language: de");
        Answer english = await app.GetAsync("/greeting", "Accept-Language: en");
        Answer hit = await app.GetAsync("/greeting", "Accept-Language: de");
        Assert.That((hit.CacheKit, hit.Body, hit["Content-Language"]), Is.EqualTo(("HIT", "de", "de")));
        Assert.That((english.Body, english["Content-Language"]), Is.EqualTo(("en", "en")));
    }

    [Test]
    public async Task Caches_behind_are_named_before_this_one()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache] (HttpContext context) =>
        {
            context.Response.Headers["Cache-Status"] = "Origin; hit; ttl=30";
            return new { hello = "world" };
        }));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("Origin; hit; ttl=30, CacheKit; hit"));
    }

    [Test]
    public async Task A_504_of_the_cache_does_not_say_that_it_was_forwarded()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"));
        Answer refused = await app.GetAsync("/", "Cache-Control: only-if-cached");
        Assert.That((refused.Status, refused.CacheStatus), Is.EqualTo((504, "CacheKit; detail=only-if-cached")));
    }

    [Test]
    public async Task The_reason_phrase_of_a_response_is_kept()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] (HttpContext context) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "No Such Book";
            return Results.NotFound(new { book = 7 });
        }));
        Uri server = app.Client.BaseAddress!;
        IReadOnlyList<string> miss = await RawClient.GetHeadAsync(server, "/"), hit = await RawClient.GetHeadAsync(server, "/");
        Assert.That((miss[0], hit[0]), Is.EqualTo(("HTTP/1.1 404 No Such Book", "HTTP/1.1 404 No Such Book")));
        Assert.That(hit, Does.Contain("X-CacheKit: HIT"));
    }

    [Test]
    public async Task A_304_varies_as_the_200_does_where_responses_are_compressed()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] () => new { hello = new string('o', 2_000) }),
            new TestAppSettings
            {
                Services = services => services.AddResponseCompression(options => options.Providers.Add<GzipCompressionProvider>()),
                Outer = outer => outer.UseResponseCompression(),
            });
        Answer full = await app.GetAsync("/1", "Accept-Encoding: gzip");
        Answer hit = await app.GetAsync("/1", "Accept-Encoding: gzip", $"If-None-Match: {full.EntityTag}");
        Answer miss = await app.GetAsync("/2", "Accept-Encoding: gzip", $"If-None-Match: {full.EntityTag}");
        Assert.That((hit.Status, hit.CacheKit, miss.Status, miss.CacheKit), Is.EqualTo((304, "HIT", 304, "MISS")));
        Assert.That(new[] { full["Vary"], hit["Vary"], miss["Vary"] }, Is.All.EqualTo("Accept-Encoding"));
    }
}
