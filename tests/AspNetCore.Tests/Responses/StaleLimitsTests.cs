namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The directives for stale responses (RFC 5861): of handlers and to clients.</summary>
public sealed class StaleLimitsTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_grace_is_sent_as_stale_if_error()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => "hello"));
        string?[] said = [(await app.GetAsync())["Cache-Control"], (await app.GetAsync())["Cache-Control"]];
        Assert.That(said, Is.All.EqualTo("max-age=60, stale-if-error=600"));
    }

    [Test]
    public async Task A_soft_timeout_is_sent_as_stale_while_revalidate()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleAfterTwoSeconds)] () => "hello"));
        string?[] said = [(await app.GetAsync())["Cache-Control"], (await app.GetAsync())["Cache-Control"]];
        Assert.That(said, Is.All.EqualTo("max-age=60, stale-while-revalidate=600, stale-if-error=600"));
    }

    [Test]
    public async Task A_stale_response_has_the_remaining_windows()
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Policy = TestPolicies.StaleFirst }, null));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync();
        Assert.That(
            (stale["Cache-Control"], stale["Expires"], stale["Age"]),
            Is.EqualTo(("max-age=0, stale-while-revalidate=593, stale-if-error=593", "Sun, 01 Mar 2026 12:01:00 GMT", (string?)null)));
    }

    [Test]
    public async Task A_stale_response_keeps_the_directives_of_its_handler_and_has_an_age()
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Grace = 600 }, "max-age=50"));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync();
        Assert.That(
            (stale.CacheStatus, stale["Cache-Control"], stale["Age"]),
            Is.EqualTo(("CacheKit; hit; ttl=-7; detail=stale-if-error", "max-age=50", "67")));
    }

    [Test]
    public async Task If_None_Match_on_a_stale_response_is_answered_as_on_a_hit()
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Grace = 600 }, null));
        Answer first = await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer stale = await app.GetAsync("/", $"If-None-Match: {first.EntityTag}");
        Assert.That((stale.Status, stale.Body, stale.CacheStatus), Is.EqualTo((304, "", "CacheKit; hit; ttl=-1; detail=stale-if-error")));
    }

    [TestCase("max-age=60, stale-while-revalidate=30", 20, "CacheKit; hit; ttl=-20; detail=stale-while-revalidate")]
    [TestCase("max-age=60, stale-if-error=30", 20, "CacheKit; hit; ttl=-20; detail=stale-if-error")]
    [TestCase("max-age=60, stale-while-revalidate=10, stale-if-error=30", 20, "CacheKit; hit; ttl=-20; detail=stale-if-error")]
    public async Task A_handler_allows_its_response_to_be_served_stale(string said, int after, string cacheStatus)
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60), said));
        await app.GetAsync();
        app.Clock.Advance((60 + after) * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo(cacheStatus));
    }

    [TestCase("max-age=60, stale-if-error=30", 600)]
    [TestCase("max-age=60, stale-while-revalidate=30", 0)]
    [TestCase("max-age=60, must-revalidate", 600)]
    [TestCase("max-age=60, proxy-revalidate", 600)]
    [TestCase("s-maxage=60", 600)]
    [TestCase("max-age=60, stale-if-error=never", 0)]
    public async Task A_handler_forbids_its_response_to_be_served_stale(string said, double grace)
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Grace = grace }, said));
        await app.GetAsync();
        app.Clock.Advance(91 * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    // A handler that succeeds once, with the words given.
    private static void MapOnce(WebApplication routes, CacheAttribute setting, string? cacheControl)
    {
        int runs = 0;
        routes.MapGet("/", (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                throw new IOException("down");
            if (cacheControl is not null)
                context.Response.Headers.CacheControl = cacheControl;
            return "1";
        }).WithMetadata(setting);
    }
}
