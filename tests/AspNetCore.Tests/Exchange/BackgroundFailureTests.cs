using CacheKit.Conformance;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Background runs that fail, in the handler or in the application's preparation of the run.</summary>
public sealed class BackgroundFailureTests(Store store) : EndpointTests(store)
{
    [TestCase("/first", true, 61, "CacheKit; hit; ttl=-1; detail=stale-while-revalidate")]
    [TestCase("/first", false, 61, "CacheKit; hit; ttl=-1; detail=stale-while-revalidate")]
    [TestCase("/waiting", true, 61, "CacheKit; hit; ttl=-1; detail=stale-if-error")]
    [TestCase("/waiting", false, 61, "CacheKit; hit; ttl=-1; detail=stale-if-error")]
    [TestCase("/early", true, 50, "CacheKit; hit; ttl=10")]
    [TestCase("/early", false, 50, "CacheKit; hit; ttl=10")]
    public async Task Clients_get_the_stored_response_while_the_preparation_fails(string path, bool withClient, int seconds, string status)
    {
        int runs = 0;
        int prepared = 0;
        await using TestApp app = await StartAsync(
            routes =>
            {
                routes.MapGet("/first", [Cache(60, Policy = TestPolicies.StaleFirst)] () => ++runs);
                routes.MapGet("/waiting", [Cache(60, Grace = 600)] () => ++runs);
                routes.MapGet("/early", [Cache(60, Policy = TestPolicies.RefreshedEarly)] () => ++runs);
            },
            new TestAppSettings
            {
                Http = http => http.PrepareBackground = _ =>
                {
                    Interlocked.Increment(ref prepared);
                    return withClient ? throw new IOException("no tenant") : _ => throw new IOException("no tenant");
                },
            });
        await app.GetAsync(path);
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Answer stored = await app.GetAsync(path);
        Assert.That((stored.Body, stored.CacheStatus), Is.EqualTo(("1", status)));
        LogLine line = await WarningAsync(app);
        Assert.That((line.Message, line.Exception?.Message), Is.EqualTo(($"Background refresh of HTTP: GET {path} failed", "no tenant")));

        Assert.That(((await app.GetAsync(path)).Body, prepared, runs), Is.EqualTo(("1", 1, 1)), "It is not tried again for ten seconds.");
    }

    [Test]
    public async Task An_exception_of_a_background_handler_is_logged()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/orders", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs) == 1 ? "hello" : throw new IOException("down")));
        await app.GetAsync("/orders");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync("/orders");
        LogLine line = await WarningAsync(app);
        Assert.That((line.Message, line.Exception?.Message), Is.EqualTo(("Background refresh of HTTP: GET /orders failed", "down")));
    }

    [Test]
    public async Task An_error_status_of_a_background_handler_is_logged()
    {
        bool isDown = false;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/orders", [Cache(60, Grace = 600)] () => isDown ? Results.StatusCode(502) : Results.Ok()));
        await app.GetAsync("/orders");
        isDown = true;
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync("/orders");
        Assert.That((await WarningAsync(app)).Message, Is.EqualTo("Background refresh of HTTP: GET /orders failed with status 502"));
    }

    [Test]
    public async Task After_an_error_status_the_handler_is_not_run_again_before_the_pause_has_passed()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/",
                [Cache(60, Policy = TestPolicies.RetriedAfterFiveSeconds)] () =>
                    Interlocked.Increment(ref runs) == 1 ? Results.Text("first") : Results.StatusCode(502)));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=-5; detail=stale-if-error"));
        Assert.That(runs, Is.EqualTo(2));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(3));
    }

    // The log is written when those who wait have their answer.
    private static async Task<LogLine> WarningAsync(TestApp app)
    {
        await Poll.UntilAsync(() => Warnings().Any());
        return Warnings().First();
        IEnumerable<LogLine> Warnings() => app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Warning);
    }
}
