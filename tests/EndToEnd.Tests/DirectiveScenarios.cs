namespace CacheKit.EndToEnd.Tests;

/// <summary>Cache-Control and Pragma, byte for byte as sent by clients and handlers.</summary>
internal sealed class DirectiveScenarios(string storeName) : ScenarioTests(storeName)
{
    [TestCase("HIT", "Cache-Control:")]
    [TestCase("HIT", "Cache-Control: max-age=99999999999999999999")]
    [TestCase("HIT", "cache-control: a=\"b, no-cache\"")]
    [TestCase("HIT", "Pragma: xno-cachex")]
    [TestCase("HIT", "Cache-Control: max-age=30", "Cache-Control: max-age=40")]
    [TestCase("MISS", "Cache-Control: max-age=40", "Cache-Control: MAX-AGE=\"10\"")]
    [TestCase("MISS", "Cache-Control: min-fresh=99999999999999999999")]
    [TestCase("BYPASS", "Cache-Control: max-age=x", "Cache-Control: no-store")]
    [TestCase("BYPASS", "Cache-Control: a=\"b", "Cache-Control: no-store")]
    [TestCase("BYPASS", "Cache-Control: a=\"b, no-store")]
    [TestCase("BYPASS", "pragma:no-CACHE")]
    public async Task A_request_gets_what_its_readable_directives_ask_for(string cacheKit, params string[] lines)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(600)] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.That(await RawClient.GetHeadAsync(app.Client.BaseAddress!, "/", lines), Does.Contain($"X-CacheKit: {cacheKit}"));
    }

    [TestCase("")]
    [TestCase("max-age=99999999999999999999")]
    [TestCase("max-age=\"60\", a=\"private, no-store\"")]
    public async Task A_response_is_stored_unless_it_forbids_it(string cacheControl)
    {
        await using TestApp app = await StartAsync(Saying(cacheControl));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [TestCase("no-store", "max-age=x", "No-Store")]
    [TestCase("no-store", "a=\"b", "no-store")]
    [TestCase("private", "private=\"a, b\"", "=")]
    [TestCase("cache-control", "max-age=60", "a=\"b")]
    public async Task A_response_that_may_forbid_it_is_not_stored(string detail, params string[] lines)
    {
        await using TestApp app = await StartAsync(Saying(lines));
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo($"CacheKit; fwd=uri-miss; detail={detail}"));
    }

    [TestCase(412)]
    [TestCase(416)]
    [TestCase(429)]
    public void A_status_that_answers_one_client_is_refused_at_start_up(int status) =>
        Assert.That(
            () => StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.StatusCode(status)).CacheStatusCodes(404, status)),
            Throws.InvalidOperationException.With.Message.Contains($"CacheStatusCodes names {status}"));

    private static Action<WebApplication> Saying(params string[] lines) => routes => routes.MapGet("/", [Cache(600)] (HttpContext context) =>
    {
        context.Response.Headers.CacheControl = lines;
        return "hello";
    });
}
