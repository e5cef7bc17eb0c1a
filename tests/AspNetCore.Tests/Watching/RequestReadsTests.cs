using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Watching;

/// <summary>Reads of a request count also when they are late, in the background or not of the handler.</summary>
public sealed class RequestReadsTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_read_when_the_response_starts_counts()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Name"] = context.Request.Cookies["name"];
                return Task.CompletedTask;
            });
            return "hello";
        }));
        Answer one = await app.GetAsync("/", "Cookie: name=one");
        Answer two = await app.GetAsync("/", "Cookie: name=two");
        Assert.That((one["X-Name"], two["X-Name"], two.CacheStatus), Is.EqualTo(("one", "two", "CacheKit; fwd=uri-miss; detail=cookie")));
    }

    [Test]
    public async Task A_response_is_not_stored_where_a_header_of_the_key_was_changed_inside_the_cache()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60), VaryBy(Headers = ["X-Tenant"])] (HttpContext context) => $"{context.Request.Headers["X-Tenant"]}"),
            new TestAppSettings
            {
                Inner = inner => inner.Use((context, next) =>
                {
                    context.Request.Headers["X-Tenant"] = $"tenant {++runs}";
                    return next(context);
                }),
            });
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheStatus), Is.EqualTo(("tenant 2", "CacheKit; fwd=uri-miss; detail=request-changed")));
    }

    [Test]
    public async Task A_304_of_a_background_handler_that_read_a_cookie_changes_no_stored_entry()
    {
        var refreshed = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                return Results.Text("hello");

            context.Response.Headers["X-Name"] = context.Request.Cookies["name"];
            context.Response.OnCompleted(() =>
            {
                refreshed.Pass();
                return Task.CompletedTask;
            });
            return Results.StatusCode(304);
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.GetAsync("/", "Cookie: name=one");
        await refreshed.Opened;
        Assert.That((await app.GetAsync())["X-Name"], Is.Null);
    }

    [Test]
    public async Task A_stream_without_readers_ends()
    {
        var ended = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] async (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                return "hello";

            context.RequestAborted.Register(ended.Pass);
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await ended.Opened;
            return "";
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("hello"));
        await ended.Opened;
    }

    [Test]
    public async Task A_request_that_does_not_join_the_flight_does_not_keep_its_handler_running()
    {
        var entered = new Gate();
        var stopped = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (CancellationToken stop) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                return "hello";

            stop.Register(stopped.Pass);
            entered.Pass();
            await stopped.Opened;
            return "late";
        }));
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        Task<HttpResponseMessage> leader = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        Assert.That((await app.GetAsync("/", "Cache-Control: no-cache")).Body, Is.EqualTo("hello"));
        await leaving.CancelAsync();
        await stopped.Opened;
        Assert.That(() => leader, Throws.InstanceOf<OperationCanceledException>());
    }
}
