using System.Globalization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Rewrite;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Middleware that changes the address or the culture of a request, or selects its endpoint.</summary>
internal sealed class OrderOfAddressesTests(string store) : OrderScenarios(store)
{
    private const string Changed = "CacheKit; fwd=uri-miss; detail=request-changed";

    [Test]
    public async Task Forwarded_headers_in_front_tell_hosts_apart()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseForwardedHeaders(), Links, ForwardedHost);
        await app.GetAsync("/", "X-Forwarded-Host: a.example");
        Answer b = await app.GetAsync("/", "X-Forwarded-Host: b.example", "X-Forwarded-Proto: https");
        Answer a = await app.GetAsync("/", "X-Forwarded-Host: a.example");

        Assert.That((b.Body, b.CacheStatus), Is.EqualTo(("https://b.example", Stored)));
        Assert.That((a.Body, a.CacheKit), Is.EqualTo(("http://a.example", "HIT")));
    }

    [Test]
    public async Task Forwarded_headers_behind_leave_forwarded_requests_uncached_and_are_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseForwardedHeaders(), Links, ForwardedHost);
        await app.GetAsync();
        Answer a = await app.GetAsync("/", "X-Forwarded-Host: a.example");
        Answer b = await app.GetAsync("/", "X-Forwarded-Host: b.example");
        Answer direct = await app.GetAsync();

        Assert.That((a.Body, b.Body), Is.EqualTo(("http://a.example", "http://b.example")));
        Assert.That(b.CacheStatus, Does.EndWith("detail=request-changed"));
        Assert.That((direct.Body, direct.CacheKit), Is.EqualTo((app.Origin, "HIT")));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("UseForwardedHeaders"));
    }

    [Test]
    public async Task A_handler_that_reads_a_forwarded_host_itself_gives_no_client_the_links_of_another()
    {
        await using TestApp app = await StartAsync(
            inFront: true,
            _ => { },
            routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"at {request.Headers["X-Forwarded-Host"]}"));
        await app.GetAsync("/", "X-Forwarded-Host: evil.example");
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Answer evil = await app.GetAsync("/", "X-Forwarded-Host: evil.example");

        Assert.That((miss.Body, miss.CacheStatus, miss["Vary"]), Is.EqualTo(("at ", "CacheKit; fwd=miss; stored", "X-Forwarded-Host")));
        Assert.That((hit.Body, hit.CacheKit, evil.Body, evil.CacheKit), Is.EqualTo(("at ", "HIT", "at evil.example", "HIT")));
    }

    [Test]
    public async Task A_header_that_is_changed_behind_the_cache_and_then_negotiated_by_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(
            inFront: false,
            app => app.Use((context, next) =>
            {
                context.Request.Headers.AcceptLanguage = "en";
                return next(context);
            }),
            routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => request.Headers.AcceptLanguage.ToString()));
        await app.GetAsync("/", "Accept-Language: de");
        Answer second = await app.GetAsync("/", "Accept-Language: de");

        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("en", Changed)));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Routing_in_front_lets_the_cache_see_the_endpoint()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseRouting(), Links);
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Routing_behind_caches_nothing_and_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseRouting(), Links);
        await app.GetAsync();
        Answer second = await app.GetAsync();

        Assert.That((second.Status, second.CacheKit, second.CacheStatus), Is.EqualTo((200, (string?)null, (string?)null)));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("Call app.UseCacheKit() after app.UseRouting()"));
    }

    [Test]
    public void A_cached_endpoint_that_routing_runs_itself_is_an_error_at_start_up() =>
        Assert.That(
            () => StartAsync(inFront: true, _ => { }, routes => routes.MapGet("/robots", [Cache(60)] () => "").ShortCircuit()),
            Throws.InvalidOperationException.With.Message.Contains("/robots").And.Message.Contains(".ShortCircuit()"));

    [Test]
    public async Task A_path_base_in_front_of_routing_is_in_the_key()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UsePathBase("/shop").UseRouting(), Links);
        await app.GetAsync("/shop/");
        Answer hit = await app.GetAsync("/shop/");
        Answer other = await app.GetAsync();

        Assert.That((hit.Body, hit.CacheKit, other.Body, other.CacheKit), Is.EqualTo((app.Origin + "/shop", "HIT", app.Origin, "MISS")));
    }

    [Test]
    public async Task A_path_base_behind_is_warned_of_with_the_routing_that_needs_it()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UsePathBase("/shop").UseRouting(), Links);
        await app.GetAsync("/shop/");
        Answer second = await app.GetAsync("/shop/");

        Assert.That((second.Body, second.CacheKit), Is.EqualTo((app.Origin + "/shop", (string?)null)));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_rewriter_in_front_caches_by_the_address_that_it_makes()
    {
        await using TestApp app = await StartAsync(inFront: true, Rewrite, Articles);
        await app.GetAsync("/article/1");
        Answer hit = await app.GetAsync("/old/1");

        Assert.That((hit.Body, hit.CacheKit), Is.EqualTo(("article 1", "HIT")));
    }

    [Test]
    public async Task A_rewriter_behind_that_leads_to_another_endpoint_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, Rewrite, Articles);
        await app.GetAsync("/old/1");
        Answer second = await app.GetAsync("/old/1");

        Assert.That((second.Status, second.Body, second.CacheStatus), Is.EqualTo((200, "article 1", Changed)));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("UseRewriter"));
    }

    [Test]
    public async Task A_method_override_in_front_is_cached_as_the_get_that_it_makes()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseHttpMethodOverride().UseRouting(), Links);
        await app.GetAsync();
        Assert.That((await app.SendAsync(HttpMethod.Post, "/", "X-HTTP-Method-Override: GET")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_method_override_behind_goes_past_the_cache()
    {
        await using TestApp app = await StartAsync(
            inFront: false,
            app => app.UseHttpMethodOverride(),
            routes => routes.MapMethods("/", ["GET", "POST"], [Cache(60)] (HttpRequest request) => request.Method));
        Answer answer = await app.SendAsync(HttpMethod.Post, "/", "X-HTTP-Method-Override: GET");

        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("GET", "CacheKit; fwd=method")));
    }

    [Test]
    public async Task Localization_in_front_tells_cultures_apart()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseRequestLocalization(), Culture, Localization);
        await app.GetAsync("/", "Accept-Language: de");
        Answer english = await app.GetAsync("/", "Accept-Language: en");
        Answer german = await app.GetAsync("/", "Accept-Language: de, en;q=0.5");

        Assert.That((english.Body, english.CacheKit, german.Body, german.CacheKit), Is.EqualTo(("en", "MISS", "de", "HIT")));
    }

    [Test]
    public async Task Localization_behind_stores_nothing_and_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseRequestLocalization(), Culture, Localization);
        await app.GetAsync("/", "Accept-Language: de");
        Answer english = await app.GetAsync("/", "Accept-Language: en");
        Answer german = await app.GetAsync("/", "Cookie: .AspNetCore.Culture=c=de|uic=de");

        Assert.That((english.Body, german.Body), Is.EqualTo(("en", "de")));
        Assert.That(german.CacheStatus, Does.EndWith("detail=cookie"));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains(".AspNetCore.Culture"));
    }

    private static void Links(WebApplication routes) =>
        routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}");

    private static void Articles(WebApplication routes)
    {
        routes.MapGet("/article/{id}", [Cache(60)] (int id) => $"article {id}");
        routes.MapGet("/old/{id}", [Cache(60)] (int id) => $"old {id}");
    }

    private static void Culture(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => CultureInfo.CurrentCulture.Name);

    private static void Rewrite(WebApplication app) =>
        app.UseRewriter(new RewriteOptions().AddRewrite("^old/(.*)$", "article/$1", skipRemainingRules: true));

    private static void ForwardedHost(IServiceCollection services) => services.Configure<ForwardedHeadersOptions>(options =>
        options.ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto);

    private static void Localization(IServiceCollection services) => services.Configure<RequestLocalizationOptions>(options =>
        options.SetDefaultCulture("en").AddSupportedCultures("en", "de").AddSupportedUICultures("en", "de"));
}
