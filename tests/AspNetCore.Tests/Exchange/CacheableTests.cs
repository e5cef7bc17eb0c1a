namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The methods and statuses that are cached.</summary>
public sealed class CacheableTests(Store store) : EndpointTests(store)
{
    private static readonly string[] _getAndHead = ["GET", "HEAD"];

    [Test]
    public async Task A_get_is_answered_from_the_cache_the_second_time()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((first.CacheKit, first.Body), Is.EqualTo(("MISS", "1")));
        Assert.That((second.CacheKit, second.Body), Is.EqualTo(("HIT", "1")));
    }

    [Test]
    public async Task An_endpoint_without_the_attribute_is_not_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++runs));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That(second.Body, Is.EqualTo("2"));
        Assert.That(second.Headers.Keys, Has.None.AnyOf("X-CacheKit", "Cache-Status", "ETag", "Cache-Control", "Expires"));
    }

    [Test]
    public async Task A_head_is_answered_from_the_entry_of_a_get()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", _getAndHead, [Cache(60)] () => $"run {++runs}"));
        Answer get = await app.GetAsync();
        Answer head = await app.SendAsync(HttpMethod.Head);
        Assert.That((head.Status, head.CacheKit, head.Body, runs), Is.EqualTo((200, "HIT", "", 1)));
        Assert.That((head["Content-Length"], head["Content-Type"], head.EntityTag), Is.EqualTo(("5", get["Content-Type"], get.EntityTag)));
    }

    [Test]
    public async Task A_head_that_misses_fills_the_entry_of_a_get()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", _getAndHead, [Cache(60)] () => $"run {++runs}"));
        await app.SendAsync(HttpMethod.Head);
        Answer get = await app.GetAsync();
        Assert.That((get.CacheKit, get.Body, runs), Is.EqualTo(("HIT", "run 1", 1)));
    }

    [Test]
    public async Task A_head_that_misses_gets_the_length_but_no_body()
    {
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", _getAndHead, [Cache(60)] () => "hello"));
        Answer head = await app.SendAsync(HttpMethod.Head);
        Assert.That((head.Status, head.CacheKit, head.Body, head["Content-Length"]), Is.EqualTo((200, "MISS", "", "5")));
    }

    [Test]
    public async Task Middleware_outside_the_cache_still_sees_a_head([Values("GET", "HEAD")] string method)
    {
        var after = new TaskCompletionSource<string>();
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/", _getAndHead, [Cache(60)] () => "hello"),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    after.SetResult(context.Request.Method);
                }),
            });
        await app.SendAsync(new HttpMethod(method));
        Assert.That(await after.Task, Is.EqualTo(method));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task Other_methods_bypass_the_cache(string method)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", [method], [Cache(60)] () => ++runs));
        await app.SendAsync(new HttpMethod(method));
        Answer second = await app.SendAsync(new HttpMethod(method));
        Assert.That((second.CacheKit, second.CacheStatus, second.Body), Is.EqualTo(("BYPASS", "CacheKit; fwd=method", "2")));
    }

    [Test]
    public async Task A_post_neither_reads_nor_replaces_the_entry_of_a_get()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", ["GET", "POST"], [Cache(60)] () => ++runs));
        await app.GetAsync();
        Answer post = await app.SendAsync(HttpMethod.Post);
        Answer get = await app.GetAsync();
        Assert.That((post.Body, get.Body, get.CacheKit), Is.EqualTo(("2", "1", "HIT")));
    }

    [TestCase(201)]
    [TestCase(202)]
    [TestCase(204)]
    [TestCase(301)]
    [TestCase(400)]
    [TestCase(404)]
    [TestCase(500)]
    [TestCase(503)]
    public async Task Another_status_than_200_is_not_cached(int status)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () =>
        {
            runs++;
            return Results.StatusCode(status);
        }));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, runs), Is.EqualTo((status, "MISS", 2)));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=status"));
    }

    [TestCase(201)]
    [TestCase(404)]
    [TestCase(500)]
    public async Task A_configured_status_is_cached_and_comes_back(int status)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes
            .MapGet("/", [Cache(60)] () => Results.Json(new { run = ++runs }, statusCode: status))
            .WithMetadata(new CacheStatusCodesAttribute(201, 404, 500)));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second.Body), Is.EqualTo((status, "HIT", """{"run":1}""")));
    }

    [Test]
    public async Task A_cached_redirect_keeps_its_location()
    {
        await using TestApp app = await StartAsync(routes =>
            routes.MapGet("/", [Cache(60), CacheStatusCodes(301)] () => Results.Redirect("/elsewhere?a=1", permanent: true)));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second["Location"]), Is.EqualTo((301, "HIT", "/elsewhere?a=1")));
    }

    [Test]
    public async Task A_cached_204_has_no_body_and_no_length()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(204)] () => Results.NoContent()));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second.Body, second["Content-Length"]), Is.EqualTo((204, "HIT", "", (string?)null)));
    }

    [Test]
    public async Task An_empty_200_is_cached()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => { runs++; }));
        Answer first = await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second["Content-Length"], runs), Is.EqualTo((200, "HIT", "0", 1)));
        Assert.That(first["Content-Length"], Is.EqualTo("0"));
    }
}
