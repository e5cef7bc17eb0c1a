using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.Extensions.FileProviders;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Middleware that limits, redirects or logs requests.</summary>
internal sealed class OrderOfLimitsTests(string store) : OrderScenarios(store)
{
    [Test]
    public async Task A_rate_limiter_in_front_counts_hits()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseRateLimiter(), Pages, TwoRequests);
        await app.GetAsync("/a");
        Answer hit = await app.GetAsync("/a");
        Answer refused = await app.GetAsync("/a");

        Assert.That((hit.CacheKit, refused.Status, refused.CacheKit), Is.EqualTo(("HIT", 503, (string?)null)));
    }

    [Test]
    public async Task A_rate_limiter_behind_counts_runs_of_handlers_and_its_refusals_are_not_stored()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseRateLimiter(), Pages, TwoRequests);
        await app.GetAsync("/a");
        await app.GetAsync("/a");
        await app.GetAsync("/b");
        Answer refused = await app.GetAsync("/c");
        Answer hit = await app.GetAsync("/a");

        Assert.That((refused.Status, refused.CacheStatus), Is.EqualTo((503, "CacheKit; fwd=uri-miss; detail=status")));
        Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((200, "HIT")));
        Assert.That(WarningsOf(app), Is.Empty);
    }

    [TestCase(true, null)]
    [TestCase(false, "CacheKit; fwd=uri-miss; detail=status")]
    public async Task A_request_timeout_on_either_side_ends_the_handler_and_stores_nothing(bool inFront, string? cacheStatus)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            inFront,
            app => app.UseRequestTimeouts(),
            routes =>
            {
                Pages(routes);
                routes.MapGet("/slow", [Cache(60)] async (HttpContext context) =>
                {
                    runs++;
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }).WithRequestTimeout(TimeSpan.FromMilliseconds(1));
            },
            services => services.AddRequestTimeouts());
        await app.GetAsync("/slow");
        Answer late = await app.GetAsync("/slow");
        await app.GetAsync("/a");
        Answer hit = await app.GetAsync("/a");

        Assert.That((late.Status, late.CacheStatus, runs, hit.CacheKit), Is.EqualTo((504, cacheStatus, 2, "HIT")));
    }

    [TestCase(true, null)]
    [TestCase(false, "CacheKit; fwd=uri-miss; detail=status")]
    public async Task A_redirection_to_https_on_either_side_is_not_stored(bool inFront, string? cacheStatus)
    {
        await using TestApp app = await StartAsync(
            inFront, app => app.UseHttpsRedirection(), Pages, services => services.Configure<HttpsRedirectionOptions>(options => options.HttpsPort = 443));
        await app.GetAsync("/a");
        Answer second = await app.GetAsync("/a");

        Assert.That((second.Status, second["Location"], second.CacheStatus), Is.EqualTo((307, "https://127.0.0.1/a", cacheStatus)));
    }

    [Test]
    public async Task A_header_that_is_set_in_front_is_set_anew_on_each_hit()
    {
        await using TestApp app = await StartAsync(inFront: true, Correlate, Pages);
        await app.GetAsync("/a", "X-Request-Id: 1");
        Answer hit = await app.GetAsync("/a", "X-Request-Id: 2");
        Assert.That((hit.CacheKit, hit["X-Response"]), Is.EqualTo(("HIT", "2")));
    }

    [Test]
    public async Task A_header_that_is_set_behind_is_stored_with_the_response()
    {
        await using TestApp app = await StartAsync(inFront: false, Correlate, Pages);
        await app.GetAsync("/a", "X-Request-Id: 1");
        Answer hit = await app.GetAsync("/a", "X-Request-Id: 2");
        Assert.That((hit.CacheKit, hit["X-Response"]), Is.EqualTo(("HIT", "1")));
    }

    [Test]
    public async Task Logging_of_requests_in_front_changes_nothing()
    {
        await using TestApp app = await StartAsync(inFront: true, app => app.UseHttpLogging(), Pages, services => services.AddHttpLogging(_ => { }));
        await app.GetAsync("/a", "Cookie: theme=dark");
        Assert.That((await app.GetAsync("/a", "Cookie: theme=dark")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Logging_of_requests_behind_reads_cookies_and_is_warned_of_once()
    {
        await using TestApp app = await StartAsync(inFront: false, app => app.UseHttpLogging(), Pages, services => services.AddHttpLogging(_ => { }));
        await app.GetAsync("/a", "Cookie: theme=dark");
        Answer second = await app.GetAsync("/a", "Cookie: theme=dark");

        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=cookie"));
        Assert.That(WarningsOf(app), Has.Length.EqualTo(1).And.One.Contains("belongs before UseCacheKit"));
    }

    [Test]
    public async Task A_health_check_says_itself_that_it_is_not_stored()
    {
        await using TestApp app = await StartAsync(
            inFront: true, _ => { }, routes => routes.MapHealthChecks("/health").Cache(60), services => services.AddHealthChecks());
        Answer answer = await app.GetAsync("/health");
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo(("Healthy", "CacheKit; fwd=uri-miss; detail=no-store")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Static_files_on_either_side_are_left_alone(bool inFront)
    {
        using var files = new PhysicalFileProvider(AppContext.BaseDirectory);
        await using TestApp app = await StartAsync(
            inFront, app => app.UseStaticFiles(new StaticFileOptions { FileProvider = files }), routes => routes.MapGet("/", [Cache(60)] () => ""));
        await app.GetAsync("/CacheKit.EndToEnd.Tests.runtimeconfig.json");
        Answer second = await app.GetAsync("/CacheKit.EndToEnd.Tests.runtimeconfig.json");
        Assert.That((second.Status, second.CacheKit), Is.EqualTo((200, (string?)null)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Output_caching_on_either_side_serves_a_response_that_was_cleared(bool inFront)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            inFront,
            app => app.UseOutputCache(),
            routes => routes.MapGet("/", [Cache(60)] () => ++runs).CacheOutput(),
            services => services.AddOutputCache());
        await app.GetAsync();
        await app.Cache.ClearAsync();
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("1"));
    }

    private static void Pages(WebApplication routes) => routes.MapGet("/{page}", [Cache(60)] (string page) => page);

    private static void Correlate(WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers["X-Response"] = context.Request.Headers["X-Request-Id"];
        return next(context);
    });

    private static void TwoRequests(IServiceCollection services) => services.AddRateLimiter(options =>
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ =>
            RateLimitPartition.GetFixedWindowLimiter("all", _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromDays(1) })));
}
