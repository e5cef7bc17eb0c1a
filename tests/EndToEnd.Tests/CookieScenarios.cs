namespace CacheKit.EndToEnd.Tests;

/// <summary>Cookies that a handler reads, and the keys of its responses.</summary>
internal sealed class CookieScenarios(string storeName) : ScenarioTests(storeName)
{
    [Test]
    public async Task A_cookie_in_the_key_may_be_read()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", Theme).Cache(60).VaryBy(cookies: ["theme"]));
        Answer dark = await app.GetAsync("/", "Cookie: theme=dark");
        Answer light = await app.GetAsync("/", "Cookie: theme=light; other=1");
        Answer hit = await app.GetAsync("/", "Cookie: other=2; theme=dark");
        Assert.That((dark.Body, light.Body, hit.Body, hit.CacheKit), Is.EqualTo(("dark", "light", "dark", "HIT")));
        Assert.That(hit["Vary"], Is.EqualTo("Cookie"));
    }

    [Test]
    public async Task An_irrelevant_cookie_may_be_read()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", (HttpContext context) =>
        {
            _ = context.Request.Cookies["seen"];
            return "hello";
        }).Cache(60).VaryBy(irrelevantCookies: ["seen"]));
        await app.GetAsync("/", "Cookie: seen=yes");
        Assert.That((await app.GetAsync("/", "Cookie: seen=no")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Any_other_cookie_that_is_read_keeps_the_response_out_of_the_store()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", Theme).Cache(60).VaryBy(cookies: ["other"], irrelevantCookies: ["seen"]));
        Answer dark = await app.GetAsync("/", "Cookie: theme=dark");
        Answer light = await app.GetAsync("/", "Cookie: theme=light");
        Assert.That((dark.Body, light.Body, light.CacheStatus), Is.EqualTo(("dark", "light", "CacheKit; fwd=uri-miss; detail=cookie")));
        Assert.That(app.Log.OfCacheKit.Count(line => line.Message.Contains("the cookie theme", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_header_that_the_endpoint_varies_by_may_be_read_though_it_is_a_credential()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", (HttpContext context) => $"for {context.Request.Headers["X-Api-Key"]}")
            .Cache(60).VaryBy(headers: ["X-Api-Key"]));
        Answer one = await app.GetAsync("/", "X-Api-Key: one");
        Answer two = await app.GetAsync("/", "X-Api-Key: two");
        Answer hit = await app.GetAsync("/", "X-Api-Key: one");
        Assert.That((one.Body, two.Body, hit.Body, hit.CacheKit), Is.EqualTo(("for one", "for two", "for one", "HIT")));
    }

    [TestCase("no-cache")]
    [TestCase("no-store")]
    [TestCase("max-age=0")]
    public async Task A_client_can_have_the_handler_run_unless_the_application_ignores_that(string directive)
    {
        int runs = 0;
        void Routes(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => $"{Interlocked.Increment(ref runs)}");
        await using TestApp obedient = await StartAsync(Routes);
        await using TestApp deaf = await StartAsync(Routes, new TestAppSettings { Http = options => options.IgnoresClientNoCache = true });
        foreach (TestApp app in new[] { obedient, deaf })
        {
            runs = 0;
            await app.GetAsync();
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            Answer second = await app.GetAsync("/", $"Cache-Control: {directive}");
            Assert.That((second.Body, second.CacheKit == "HIT"), Is.EqualTo(app == deaf ? ("1", true) : ("2", false)));
        }
    }

    private static string Theme(HttpContext context) => context.Request.Cookies["theme"] ?? "none";
}
