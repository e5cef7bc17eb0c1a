namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Responses that are sent without being stored.</summary>
public sealed class UnstoredResponseTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [TestCase("If-None-Match: \"v1\"", 304, "")]
    [TestCase("If-None-Match: \"v2\"", 200, "hello")]
    [TestCase("If-Match: \"v2\"", 412, "")]
    [TestCase("Range: bytes=1-2", 206, "el")]
    [TestCase("Range: bytes=9-", 416, "")]
    public async Task Conditions_and_ranges_are_answered_by_the_validators_of_the_handler(string header, int status, string body)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.SetCookie = "a=1";
            return "hello";
        }));
        Answer answer = await app.GetAsync("/", header);
        Assert.That((answer.Status, answer.Body, answer.CacheStatus), Is.EqualTo((status, body, "CacheKit; fwd=uri-miss; detail=set-cookie")));
    }

    [Test]
    public async Task A_response_without_validators_of_its_handler_is_sent_whole()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.SetCookie = "a=1";
            return "hello";
        }));
        Answer answer = await app.GetAsync("/", "If-None-Match: *");
        Assert.That((answer.Status, answer.Body, answer.EntityTag), Is.EqualTo((200, "hello", (string?)null)));
    }

    [TestCase(100, "CacheKit; fwd=uri-miss; stored")]
    [TestCase(1_000, "CacheKit; fwd=uri-miss; detail=too-long")]
    public async Task A_response_longer_than_the_limit_of_the_store_says_so(int length, string cacheStatus)
    {
        using var entries = new InMemoryBackend();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => new string('a', length)),
            new TestAppSettings
            {
                Backend = new PayloadBackend(entries),
                Options = options => options.Store = new StoreOptions { Timeout = null, MaxPayload = 500 },
            });
        Answer answer = await app.GetAsync();
        Assert.That((answer.Body.Length, answer.CacheStatus), Is.EqualTo((length, cacheStatus)));
    }

    [Test]
    public async Task Each_reason_with_advice_is_one_warning_that_names_the_endpoint()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/orders", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.SetCookie = context.Request.Query["with"];
            return context.Request.Cookies["theme"] ?? "";
        }));
        foreach (string path in new[] { "/orders", "/orders?id=2", "/orders?with=a" })
            await app.GetAsync(path);
        string[] warnings = [.. app.Log.OfCacheKit.Select(line => line.Message).Where(message => message.Contains("not stored", StringComparison.Ordinal))];
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(warnings[0], Does.Contain("/orders").And.Contain("cookie theme"));
    }

    [TestCase("Cookie", "Cookie", true)]
    [TestCase("Cookie", "Accept", false)]
    [TestCase("X-Api-Key", "X-Api-Key", true)]
    [TestCase("X-Api-Key", "Accept", false)]
    [TestCase("Accept", "X-None", true)]
    public async Task A_response_made_with_a_credential_is_stored_only_if_it_varies_by_it(string read, string vary, bool isStored)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = vary;
            return context.Request.Headers[read].ToString();
        }));
        await app.GetAsync("/", $"{read}: a=1");
        Assert.That((await app.GetAsync("/", $"{read}: a=1")).CacheKit, Is.EqualTo(isStored ? "HIT" : "MISS"));
    }

    // A part of the request that is in the key, and that code after the cache has changed.
    [TestCase("X-Shape", "X-Shape", "", "", false)]
    [TestCase("X-Shape", "", "X-Shape", "", false)]
    [TestCase("X-Shape", "", "", "theme", true)]
    [TestCase("Cookie", "", "", "theme", false)]
    [TestCase("Cookie", "", "", "", true)]
    public async Task A_response_for_a_header_changed_after_the_cache_is_stored_only_if_no_key_has_it(
        string changed, string header, string vary, string cookie, bool isStored)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers.Vary = vary;
                return "hello";
            }).WithMetadata(new VaryByAttribute { Headers = header.Length > 0 ? [header] : [], Cookies = cookie.Length > 0 ? [cookie] : [] }),
            new TestAppSettings
            {
                Inner = inner => inner.Use((context, next) =>
                {
                    context.Request.Headers[changed] = "theme=dark";
                    return next(context);
                }),
            });
        await app.GetAsync();
        string expected = isStored ? "CacheKit; hit; ttl=60" : "CacheKit; fwd=uri-miss; detail=request-changed";
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_304_that_the_handler_gives_to_a_client_is_not_stored()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Results.StatusCode(304)));
        await app.GetAsync();
        Answer answer = await app.GetAsync();
        Assert.That((answer.Status, answer.CacheStatus), Is.EqualTo((304, "CacheKit; fwd=uri-miss; detail=status")));
    }

    [TestCase("Cache-Control", "no-store")]
    [TestCase("Vary", "X-Tenant")]
    [TestCase("X-None", "1")]
    public async Task A_304_in_the_background_renews_the_entry_only_if_it_may_be_shared(string name, string value)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) != 2)
                return Results.Text($"run {runs}");
            if (name == "Vary")
                return Results.StatusCode(context.Request.Headers[value].Count == 0 ? 304 : 200);
            context.Response.Headers[name] = value;
            return Results.StatusCode(304);
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer answer = await app.GetAsync();
        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, name == "X-None" ? "run 1" : "run 3")));
    }
}
