using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>A response that depends on data of one client is never sent to another client.</summary>
internal sealed class ClientReadTests(string storeName) : ScenarioTests(storeName)
{
    private static readonly Dictionary<string, Func<HttpRequest, string>> _cookieReads = new()
    {
        ["indexer"] = request => request.Cookies["name"] ?? "nobody",
        ["try"] = request => request.Cookies.TryGetValue("name", out string? name) ? name : "nobody",
        ["contains"] = request => request.Cookies.ContainsKey("name") ? "somebody" : "nobody",
        ["all"] = request => string.Join(",", request.Cookies.Select(cookie => cookie.Value)),
        ["keys"] = request => string.Join(",", request.Cookies.Keys),
        ["count"] = request => $"{request.Cookies.Count}",
        ["property"] = request => request.Headers.Cookie.ToString(),
        ["header"] = request => request.Headers["cookie"].ToString(),
        ["try-header"] = request => request.Headers.TryGetValue("Cookie", out var values) ? values.ToString() : "nobody",
        ["typed"] = request => string.Join(",", request.GetTypedHeaders().Cookie.Select(cookie => cookie.Value)),
        ["feature"] = request => request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().Headers.Cookie.ToString(),
        ["cookies-feature"] = request => request.HttpContext.Features.GetRequiredFeature<IRequestCookiesFeature>().Cookies["name"] ?? "nobody",
    };

    public enum Place
    {
        InFront,
        Behind,
    }

    [Test]
    public async Task A_page_made_from_a_cookie_is_each_clients_own(
        [Values("indexer", "try", "contains", "all", "keys", "count", "property", "header", "try-header", "typed", "feature", "cookies-feature")] string read,
        [Values] bool isAnonymousFirst)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => _cookieReads[read](request)));
        string[] ann = ["Cookie: name=ann"];
        string[] nobody = [];
        Answer first = await app.GetAsync("/", isAnonymousFirst ? nobody : ann);
        Answer second = await app.GetAsync("/", isAnonymousFirst ? ann : nobody);
        Assert.That((first.Body == second.Body, second.CacheKit, second.CacheStatus), Is.EqualTo((false, "MISS", "CacheKit; fwd=uri-miss; detail=cookie")));
    }

    [Test]
    public async Task A_page_made_from_all_headers_of_a_client_with_a_cookie_is_not_stored()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60)] (HttpRequest request) => string.Join(",", request.Headers.Select(header => $"{header.Key}={header.Value}"))));
        Answer ann = await app.GetAsync("/", "Cookie: name=ann");
        Answer bob = await app.GetAsync("/", "Cookie: name=bob");
        Assert.That(ann.Body, Does.Contain("name=ann"));
        Assert.That((bob.Body.Contains("name=bob", StringComparison.Ordinal), bob.CacheStatus), Is.EqualTo((true, "CacheKit; fwd=uri-miss; detail=cookie")));
    }

    [Test]
    public async Task A_page_that_says_it_varies_by_its_cookie_is_stored_for_each_cookie()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Cookie";
            return context.Request.Cookies["name"];
        }));
        foreach (string name in new[] { "ann", "bob" })
            await app.GetAsync("/", $"Cookie: name={name}");
        Answer ann = await app.GetAsync("/", "Cookie: name=ann");
        Answer bob = await app.GetAsync("/", "Cookie: name=bob");
        Assert.That((ann.Body, ann.CacheKit, bob.Body, bob.CacheKit), Is.EqualTo(("ann", "HIT", "bob", "HIT")));
    }

    [Test]
    public async Task A_page_made_from_an_API_key_that_is_read_behind_the_cache_is_not_stored([Values] bool isReadByHandler)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
                isReadByHandler ? context.Request.Headers["X-Api-Key"].ToString() : $"{context.Items["caller"]}"),
            new TestAppSettings
            {
                Inner = inner => inner.Use((context, next) =>
                {
                    if (!isReadByHandler)
                        context.Items["caller"] = context.Request.Headers["X-Api-Key"].ToString();
                    return next(context);
                }),
            });
        await app.GetAsync("/", "X-Api-Key: one");
        Answer second = await app.GetAsync("/", "X-Api-Key: two");
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("two", "CacheKit; fwd=uri-miss; detail=credential")));
    }

    [Test]
    public async Task A_page_made_from_the_session_is_each_clients_own([Values] Place place, [Values("read", "write", "keys", "feature", "load")] string use)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/sign-in", (HttpContext context) => context.Session.SetString("name", "ann"));
                routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
                {
                    switch (use)
                    {
                        case "write":
                            context.Session.SetInt32("seen", 1);
                            return "seen";
                        case "keys":
                            return string.Join(",", context.Session.Keys);
                        case "feature":
                            return context.Features.GetRequiredFeature<ISessionFeature>().Session.GetString("name") ?? "nobody";
                        case "load":
                            await context.Session.LoadAsync();
                            return context.Session.Id;
                        default:
                            return context.Session.GetString("name") ?? "nobody";
                    }
                });
            },
            WithSession(place));
        string cookie = (await app.GetAsync("/sign-in"))["Set-Cookie"]!.Split(';')[0];
        await app.GetAsync("/", $"Cookie: {cookie}");
        Answer second = await app.GetAsync();
        Assert.That(second.CacheKit, Is.EqualTo("MISS"));
        Assert.That(second.CacheStatus, Does.Contain("detail=s"));
    }

    [Test]
    public async Task A_session_that_a_handler_leaves_alone_does_not_keep_its_page_from_being_stored([Values] Place place)
    {
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/sign-in", (HttpContext context) => context.Session.SetString("name", "ann"));
                routes.MapGet("/", [Cache(60)] () => "hello");
            },
            WithSession(place));
        string cookie = (await app.GetAsync("/sign-in"))["Set-Cookie"]!.Split(';')[0];
        await app.GetAsync("/", $"Cookie: {cookie}");
        Assert.That((await app.GetAsync()).CacheStatus, Does.StartWith("CacheKit; hit"));
    }

    [Test]
    public async Task A_cookie_that_is_read_before_the_session_is_set_up_behind_the_cache_still_counts()
    {
        TestAppSettings settings = WithSession(Place.Behind);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => $"{context.Items["name"]}"),
            settings with
            {
                Inner = inner =>
                {
                    inner.Use((context, next) =>
                    {
                        context.Items["name"] = context.Request.Cookies["name"];
                        return next(context);
                    });
                    settings.Inner!(inner);
                },
            });
        await app.GetAsync("/", "Cookie: name=ann");
        Answer bob = await app.GetAsync("/", "Cookie: name=bob");
        Assert.That((bob.Body, bob.CacheStatus), Is.EqualTo(("bob", "CacheKit; fwd=uri-miss; detail=cookie")));
    }

    [Test]
    public async Task A_page_with_an_antiforgery_token_is_not_stored([Values("get", "store", "front")] string how)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context, IAntiforgery antiforgery) =>
                (how == "store" ? antiforgery.GetAndStoreTokens(context) : antiforgery.GetTokens(context)).RequestToken),
            new TestAppSettings
            {
                Services = services => services.AddAntiforgery(),
                Outer = outer => outer.Use((context, next) =>
                {
                    if (how == "front")
                        context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context);
                    return next(context);
                }),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That(second.CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task A_page_whose_client_holds_an_antiforgery_cookie_is_not_stored_with_its_token()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken),
            new TestAppSettings { Services = services => services.AddAntiforgery() });
        string cookie = (await app.GetAsync())["Set-Cookie"]!.Split(';')[0];
        await app.GetAsync("/", $"Cookie: {cookie}");
        Answer second = await app.GetAsync("/", $"Cookie: {cookie}");
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=antiforgery"));
    }

    [Test]
    public async Task Each_reason_not_to_store_is_logged_once_for_each_endpoint()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/one/{id}", [Cache(60)] (HttpRequest request) => $"{request.Cookies["name"]}");
            routes.MapGet("/other", [Cache(60)] (HttpRequest request) => request.Cookies["name"] + request.Headers["X-Api-Key"]);
        });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.GetAsync($"/one/{i}")));
        for (int i = 0; i < 3; i++)
            await app.GetAsync("/other");
        string[] warnings = [.. app.Log.OfCacheKit.Where(line => line.Level == Microsoft.Extensions.Logging.LogLevel.Warning).Select(line => line.Message)];
        Assert.That(warnings, Has.Length.EqualTo(2));
        Assert.That(warnings, Has.One.Contains("/one/{id}").And.One.Contains("/other").And.All.Contains("(cookie)"));
    }

    private static TestAppSettings WithSession(Place place) => new()
    {
        Services = services => services.AddDistributedMemoryCache().AddSession(),
        Outer = place == Place.InFront ? outer => outer.UseSession() : null,
        Inner = place == Place.Behind ? inner => inner.UseSession() : null,
    };
}
