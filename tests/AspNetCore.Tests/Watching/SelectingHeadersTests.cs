using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Watching;

/// <summary>A header that a handler reads by name selects the entry, whatever its name is.</summary>
public sealed class SelectingHeadersTests(Store store) : EndpointTests(store)
{
    [TestCase("X-Tenant-Id")]
    [TestCase("X-Api-Version")]
    [TestCase("HX-Request")]
    [TestCase("Sec-CH-UA-Mobile")]
    [TestCase("X-Country")]
    public async Task Clients_that_send_other_values_of_a_header_that_the_handler_reads_get_entries_of_their_own(string name)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"for {request.Headers[name]}"));
        Answer one = await app.GetAsync("/", $"{name}: one");
        Answer two = await app.GetAsync("/", $"{name}: two");
        Answer none = await app.GetAsync();
        Answer again = await app.GetAsync("/", $"{name}: one");
        Assert.That((one.Body, two.Body, none.Body, again.Body, again.CacheKit), Is.EqualTo(("for one", "for two", "for ", "for one", "HIT")));
        Assert.That(again["Vary"], Is.EqualTo(name).IgnoreCase);
    }

    [Test]
    public async Task A_header_that_is_bound_to_a_parameter_selects_the_entry()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60)] ([FromHeader(Name = "X-Shop")] string? shop) => $"shop {shop}"));
        await app.GetAsync("/", "X-Shop: one");
        Assert.That((await app.GetAsync("/", "X-Shop: two")).Body, Is.EqualTo("shop two"));
    }

    [TestCase("User-Agent")]
    [TestCase("Referer")]
    [TestCase("X-Request-Id")]
    [TestCase("X-Correlation-Id")]
    [TestCase("traceparent")]
    [TestCase("X-Forwarded-For")]
    [TestCase("Content-Type")]
    [TestCase("Fastly-Client-IP")]
    [TestCase("Fly-Client-IP")]
    [TestCase("Request-Context")]
    [TestCase("SyntheticTest-Location")]
    [TestCase("SyntheticTest-RunId")]
    public async Task A_header_that_handlers_read_for_a_log_selects_nothing(string name)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"{request.Headers[name].Count > 9}"));
        await app.GetAsync("/", $"{name}: one");
        Answer hit = await app.GetAsync("/", $"{name}: two");
        Assert.That((hit.CacheKit, hit["Vary"]), Is.EqualTo(("HIT", (string?)null)));
    }

    [TestCase("HX-Request")]
    [TestCase("Accept-Charset")]
    public async Task A_header_without_a_value_is_not_an_absent_one(string name)
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60)] (HttpRequest request) => request.Headers.ContainsKey(name) ? "fragment" : "page"));
        Answer empty = await app.GetAsync("/", $"{name}: ");
        Answer absent = await app.GetAsync();
        Answer again = await app.GetAsync("/", $"{name}: ");
        Assert.That((empty.Body, absent.Body, again.Body, again.CacheKit), Is.EqualTo(("fragment", "page", "fragment", "HIT")));
    }

    [Test]
    public async Task A_name_that_no_client_can_send_selects_nothing()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"{request.Headers["a, b"]}"));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Vary"]), Is.EqualTo(("HIT", (string?)null)));
    }

    [TestCase("X-Forwarded-User")]
    [TestCase("X-Forwarded-Email")]
    [TestCase("X-MS-CLIENT-PRINCIPAL-NAME")]
    [TestCase("Remote-User")]
    [TestCase("X-Amzn-Oidc-Identity")]
    [TestCase("X-Userinfo")]
    public async Task A_response_for_a_user_whom_a_proxy_names_is_not_stored(string name)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"for {request.Headers[name]}"));
        await app.GetAsync("/", $"{name}: one");
        Answer two = await app.GetAsync("/", $"{name}: two");
        Assert.That((two.Body, two.CacheStatus), Is.EqualTo(("for two", "CacheKit; fwd=uri-miss; detail=credential")));
    }

    [Test]
    public async Task A_304_in_the_background_renews_no_entry_that_does_not_vary_by_a_header_which_its_handler_read()
    {
        var refreshed = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] (HttpContext context) =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run == 1)
                return Results.Text("for all");

            string text = $"for {context.Request.Headers["X-Tenant"]}";
            context.Response.OnCompleted(() =>
            {
                refreshed.Pass();
                return Task.CompletedTask;
            });
            return run == 2 ? Results.StatusCode(304) : Results.Text(text);
        }));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync("/", "X-Tenant: one");
        await refreshed.Opened;
        Assert.That((await app.GetAsync("/", "X-Tenant: two")).Body, Is.EqualTo("for two"));
    }

    [Test]
    public async Task Middleware_of_the_framework_after_the_cache_selects_nothing()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }),
            new TestAppSettings
            {
                Services = services => services.AddDistributedMemoryCache().AddSession()
                    .AddHttpLogging(logging => logging.LoggingFields = HttpLoggingFields.All)
                    .AddRateLimiter(_ => { }).AddRequestTimeouts().AddRequestDecompression().AddAntiforgery().AddProblemDetails(),
                Inner = inner => inner.UseExceptionHandler().UseStatusCodePages().UseHsts().UseHostFiltering().UseHttpLogging().UseWebSockets()
                    .UseHttpMethodOverride().UseCookiePolicy().UseSession().UseRateLimiter().UseRequestTimeouts().UseRequestDecompression()
                    .UseAntiforgery().UseStaticFiles(),
            });
        await app.GetAsync("/", "Accept: text/html", "Origin: https://one.example", "X-Forwarded-For: 10.0.0.1");
        Answer hit = await app.GetAsync("/", "Accept: */*", "Sec-Fetch-User: ?1", "X-Forwarded-Proto: https");
        Assert.That((hit.CacheKit, hit["Vary"]), Is.EqualTo(("HIT", (string?)null)));
    }

    [Test]
    public async Task A_navigation_of_a_browser_names_no_user_to_code_that_enumerates_the_headers()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpRequest request) => $"{request.Headers.Keys.Count > 99}"));
        await app.GetAsync("/", "Sec-Fetch-User: ?1");
        Assert.That((await app.GetAsync("/", "Sec-Fetch-User: ?1")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Every_credential_that_a_handler_reads_must_be_in_its_Vary()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-Api-Key";
            return $"{context.Request.Headers["X-Api-Key"]} for {context.Request.Headers["X-Forwarded-User"]}";
        }));
        await app.GetAsync("/", "X-Api-Key: key", "X-Forwarded-User: one");
        Answer two = await app.GetAsync("/", "X-Api-Key: key", "X-Forwarded-User: two");
        Assert.That((two.Body, two.CacheStatus), Is.EqualTo(("key for two", "CacheKit; fwd=uri-miss; detail=credential")));
    }

    [Test]
    public async Task A_HEAD_a_304_and_a_range_name_the_header_too_on_a_miss_and_on_a_hit()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] (HttpRequest request) => Results.Text($"for {request.Headers["X-Tenant"]}")));
        Answer[] answers =
        [
            await app.SendAsync(HttpMethod.Head, "/", "X-Tenant: one"),
            await app.SendAsync(HttpMethod.Head, "/", "X-Tenant: one"),
            await app.GetAsync("/", "X-Tenant: two", "Range: bytes=0-1"),
            await app.GetAsync("/", "X-Tenant: two", "Range: bytes=0-1"),
            await app.GetAsync("/", "X-Tenant: three", "If-None-Match: *"),
            await app.GetAsync("/", "X-Tenant: three", "If-None-Match: *"),
        ];
        Assert.That(
            answers.Select(answer => (answer.Status, answer.CacheKit, answer["Vary"])),
            Is.EqualTo(new[]
            {
                (200, "MISS", "X-Tenant"), (200, "HIT", "X-Tenant"), (206, "MISS", "X-Tenant"), (206, "HIT", "X-Tenant"),
                (304, "MISS", "X-Tenant"), (304, "HIT", "X-Tenant"),
            }));
    }
}
