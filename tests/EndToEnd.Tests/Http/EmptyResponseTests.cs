namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Responses without a body: middleware before the cache sees the same on a hit as on a miss.</summary>
internal sealed class EmptyResponseTests(string storeName) : ScenarioTests(storeName)
{
    private static readonly Dictionary<string, Func<HttpContext, Task>> _handlers = new()
    {
        ["plain"] = _ => Task.CompletedTask,
        ["zero"] = context =>
        {
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        },
        ["flushed"] = context => context.Response.Body.FlushAsync(),
        ["started"] = context => context.Response.StartAsync(),
        ["completed"] = context => context.Response.CompleteAsync(),
        ["written"] = context => context.Response.WriteAsync(""),
    };

    [Test]
    public async Task Status_pages_in_front_of_the_cache_do_the_same_hit_or_miss([Values("plain", "zero")] string how)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] (HttpContext context) =>
            {
                context.Response.StatusCode = 404;
                return _handlers[how](context);
            }),
            new TestAppSettings { Outer = outer => outer.UseStatusCodePages("text/plain", "page of {0}") });
        Answer uncached = await app.GetAsync("/", "Cache-Control: no-store");
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.CacheKit, hit.CacheKit), Is.EqualTo(("MISS", "HIT")));
        Assert.That((miss.Status, miss.Body, hit.Status, hit.Body), Is.EqualTo((404, uncached.Body, 404, uncached.Body)));
    }

    [Test]
    public async Task Middleware_before_the_cache_sees_a_response_that_has_not_started(
        [Values("plain", "zero", "flushed", "started", "completed", "written")] string how, [Values(200, 204, 404)] int status)
    {
        var seen = new List<(bool HasStarted, long? Length, string? Type)>();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(204, 404)] (HttpContext context) =>
            {
                context.Response.StatusCode = status;
                return _handlers[how](context);
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    seen.Add((context.Response.HasStarted, context.Response.ContentLength, context.Response.ContentType));
                    context.Response.Headers["X-After"] = "added";
                }),
            });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.CacheKit, hit.CacheKit, miss.Status, hit.Status), Is.EqualTo(("MISS", "HIT", status, status)));
        Assert.That((miss["X-After"], hit["X-After"], seen[0].HasStarted), Is.EqualTo(("added", "added", false)));
        Assert.That(seen[1], Is.EqualTo(seen[0]));
    }

    [Test]
    public async Task A_HEAD_has_not_started_either([Values] bool hasBody)
    {
        var seen = new List<(bool HasStarted, long? Length)>();
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] (HttpContext context) => context.Response.WriteAsync(hasBody ? "hello" : "")),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    seen.Add((context.Response.HasStarted, context.Response.ContentLength));
                    context.Response.Headers["X-After"] = "added";
                }),
            });
        Answer miss = await app.SendAsync(HttpMethod.Head);
        Answer hit = await app.SendAsync(HttpMethod.Head);
        Assert.That((miss.CacheKit, hit.CacheKit, miss["X-After"], hit["X-After"]), Is.EqualTo(("MISS", "HIT", "added", "added")));
        Assert.That((miss["Content-Length"], hit["Content-Length"]), Is.EqualTo(hasBody ? ("5", "5") : ((string?)null, (string?)null)));
        Assert.That(seen, Is.All.EqualTo((false, hasBody ? 5L : (long?)null)));
    }

    [Test]
    public async Task A_304_has_not_started_either()
    {
        var seen = new List<bool>();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers.ETag = "\"1\"";
                return "hello";
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    seen.Add(context.Response.HasStarted);
                    context.Response.Headers["X-After"] = "added";
                }),
            });
        Answer miss = await app.GetAsync("/1", "If-None-Match: \"1\"");
        Answer hit = await app.GetAsync("/1", "If-None-Match: \"1\"");
        Assert.That((miss.Status, miss["X-After"], hit.Status, hit["X-After"], hit.CacheKit), Is.EqualTo((304, "added", 304, "added", "HIT")));
        Assert.That(seen, Is.All.False);
    }

    [Test]
    public async Task A_fallback_in_front_of_the_cache_does_the_same_hit_or_miss([Values("plain", "zero", "flushed")] string how)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] (HttpContext context) =>
            {
                context.Response.StatusCode = 404;
                return _handlers[how](context);
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    if (context.Response is { StatusCode: 404, HasStarted: false })
                    {
                        context.Response.StatusCode = 200;
                        context.Response.ContentLength = null;
                        await context.Response.WriteAsync("index");
                    }
                }),
            });
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.Status, miss.Body, hit.Status, hit.Body, hit.CacheKit), Is.EqualTo((200, "index", 200, "index", "HIT")));
    }

    [Test]
    public async Task A_response_without_a_body_that_is_not_stored_has_not_started()
    {
        bool hasStarted = true;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => Results.StatusCode(403)),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    hasStarted = context.Response.HasStarted;
                }),
            });
        Assert.That(((await app.GetAsync()).Status, hasStarted), Is.EqualTo((403, false)));
    }

    [Test]
    public async Task Clients_that_wait_for_a_response_without_a_body_see_what_the_first_one_sees()
    {
        var arrived = new Gate(4);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] async () =>
            {
                await arrived.Opened;
                return Results.NotFound();
            }),
            new TestAppSettings
            {
                Outer = outer => outer.UseStatusCodePages("text/plain", "page of {0}").Use(arrived.PassAsync),
            });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.GetAsync()));
        Assert.That(answers.Select(answer => (answer.Status, answer.Body)), Is.All.EqualTo((404, "page of 404")));
    }
}
