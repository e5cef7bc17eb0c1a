using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Responses that are sent while their handler runs. For a minute, requests of their key go to the handler directly.</summary>
public sealed class StreamedTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private int _runs;

    [SetUp]
    public void Reset() => _runs = 0;

    [TestCase("")]
    [TestCase("Cache-Control: no-cache")]
    [TestCase("Cache-Control: max-age=0")]
    public async Task The_next_requests_of_a_streamed_response_bypass_the_cache_for_a_minute(string header)
    {
        string[] headers = header.Length > 0 ? [header] : [];
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [Cache(60)] (HttpContext context) => StreamAsync(context)));
        Answer first = await app.GetAsync("/1");
        Answer second = await app.GetAsync("/1", headers);
        Answer other = await app.GetAsync("/2");
        app.Clock.Advance(60 * _second);
        Answer later = await app.GetAsync("/1");
        Assert.That((second.Body, second.CacheKit, second.CacheStatus), Is.EqualTo(("run 2", "BYPASS", "CacheKit; fwd=bypass; detail=streamed")));
        Assert.That(
            new[] { first, other, later }.Select(answer => (answer.CacheKit, answer.CacheStatus)),
            Is.All.EqualTo(("MISS", "CacheKit; fwd=uri-miss; detail=streamed")));
    }

    [Test]
    public async Task A_request_with_only_if_cached_gets_no_streamed_response()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) => StreamAsync(context)));
        await app.GetAsync();
        Assert.That(((await app.GetAsync("/", "Cache-Control: only-if-cached")).Status, _runs), Is.EqualTo((504, 1)));
    }

    [Test]
    public async Task A_stale_entry_whose_handler_now_streams_is_left_to_the_handler()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) => _runs == 0 ? WriteAsync(context) : StreamAsync(context)));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer first = await app.GetAsync();
        Answer next = await app.GetAsync();
        Assert.That((first.Body, first.CacheStatus), Is.EqualTo(("run 3", "CacheKit; fwd=stale; detail=streamed")));
        Assert.That((next.Body, next.CacheStatus), Is.EqualTo(("run 4", "CacheKit; fwd=bypass; detail=streamed")));
    }

    // No client receives the stream of a background run.
    [Test]
    public async Task A_handler_that_streams_in_the_background_is_stopped()
    {
        var stopped = new Gate();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] async (HttpContext context) =>
            {
                if (_runs == 0)
                {
                    await WriteAsync(context);
                    return;
                }

                context.RequestAborted.Register(stopped.Pass);
                await StreamAsync(context);
            }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer stale = await app.GetAsync();
        await stopped.Opened;
        Assert.That((stale.Body, _runs), Is.EqualTo(("run 1", 2)));
    }

    [Test]
    public async Task A_handler_that_streams_is_cancelled_when_its_client_leaves()
    {
        var stopped = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            context.RequestAborted.Register(stopped.Pass);
            await StreamAsync(context);
            await stopped.Opened;
        }));
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        (await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).Dispose();
        await stopped.Opened;
        Assert.That(_runs, Is.EqualTo(1));
    }

    private Task WriteAsync(HttpContext context) => context.Response.WriteAsync(NextRun());

    // The run is counted first: once a handler in the background streams, a waiting request runs the handler too.
    private async Task StreamAsync(HttpContext context)
    {
        string run = NextRun();
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await context.Response.WriteAsync(run);
        await context.Response.Body.FlushAsync();
    }

    private string NextRun() => $"run {Interlocked.Increment(ref _runs)}";
}
