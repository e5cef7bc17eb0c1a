namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The Cache-Status header of a response.</summary>
public sealed class CacheStatusTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_miss_says_that_it_was_forwarded_and_stored()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer miss = await app.GetAsync();
        Assert.That((miss.CacheKit, miss.CacheStatus), Is.EqualTo(("MISS", "CacheKit; fwd=uri-miss; stored")));
    }

    [Test]
    public async Task A_hit_has_the_remaining_time_to_live()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.CacheStatus), Is.EqualTo(("HIT", "CacheKit; hit; ttl=45")));
    }

    [Test]
    public async Task A_hit_that_never_expires_has_no_time_to_live()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache] () => "hello"));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit"));
    }

    [TestCase("no-cache", "CacheKit; fwd=request; stored")]
    [TestCase("no-store", "CacheKit; fwd=request")]
    public async Task A_request_that_refuses_stored_responses_is_a_bypass(string directive, string cacheStatus)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer answer = await app.GetAsync("/", $"Cache-Control: {directive}");
        Assert.That((answer.CacheKit, answer.CacheStatus), Is.EqualTo(("BYPASS", cacheStatus)));
    }

    [Test]
    public async Task A_switched_off_cache_is_a_bypass()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        app.CacheSettings.Enabled = false;
        Answer answer = await app.GetAsync();
        Assert.That((answer.CacheKit, answer.CacheStatus), Is.EqualTo(("BYPASS", "CacheKit; fwd=bypass; detail=disabled")));
    }

    [Test]
    public async Task The_header_can_be_renamed()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"),
            new TestAppSettings { Options = options => options.StatusHeader = "X-FastAPI-Cache" });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["X-FastAPI-Cache"], hit["X-FastAPI-Cache"]), Is.EqualTo(("MISS", "HIT")));
        Assert.That((miss.CacheKit, hit.CacheKit), Is.EqualTo(((string?)null, (string?)null)));
    }

    [TestCase("")]
    [TestCase("X CacheKit")]
    [TestCase("X-CacheKit:")]
    [TestCase("X-Cäche")]
    public void A_header_that_is_no_field_name_is_an_error_at_start_up(string name) =>
        Assert.That(
            () => StartAsync(_ => { }, new TestAppSettings { Options = options => options.StatusHeader = name }),
            Throws.ArgumentException.With.Message.Contains("StatusHeader"));

    [Test]
    public async Task The_cache_adds_itself_to_the_header_of_caches_inside()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers["Cache-Status"] = "Origin; hit";
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That(miss.CacheStatus, Is.EqualTo("Origin; hit, CacheKit; fwd=uri-miss; stored"));
        Assert.That(hit.CacheStatus, Is.EqualTo("Origin; hit, CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task Several_caches_inside_keep_their_order_on_hits_before_the_caches_outside()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers["Cache-Status"] = new(["Origin; hit", "Shield; fwd=miss"]);
                return Results.Text("hello");
            }),
            new TestAppSettings { Outer = outer => outer.Use(SayOutside) });
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Answer unmodified = await app.GetAsync("/", "If-None-Match: *");
        Assert.That(
            new[] { hit.CacheStatus, unmodified.CacheStatus },
            Is.All.EqualTo("Origin; hit, Shield; fwd=miss, CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task A_header_added_outside_the_cache_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }), new TestAppSettings { Outer = outer => outer.Use(SayOutside) });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That(miss.CacheStatus, Is.EqualTo("Outside; fwd=miss, CacheKit; fwd=uri-miss; stored"));
        Assert.That(hit.CacheStatus, Is.EqualTo("Outside; fwd=miss, CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task Each_response_has_the_header_once()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer[] answers =
        [
            await app.GetAsync(),
            await app.GetAsync(),
            await app.GetAsync("/", "Cache-Control: no-cache"),
            await app.GetAsync("/", "Cache-Control: no-store"),
        ];
        Assert.That(answers.Select(answer => (answer.Headers["X-CacheKit"].Length, answer.Headers["Cache-Status"].Length)), Is.All.EqualTo((1, 1)));
    }

    private static Task SayOutside(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["Cache-Status"] = "Outside; fwd=miss";
        return next(context);
    }
}
