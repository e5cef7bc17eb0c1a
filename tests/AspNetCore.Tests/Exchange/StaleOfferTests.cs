namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Which clients get a stale response, after which wait, and with which reason.</summary>
public sealed class StaleOfferTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [TestCase("max-age=600")]
    [TestCase("min-fresh=1")]
    [TestCase("max-stale=6")]
    [TestCase("max-age=60, max-stale")]
    [TestCase("no-cache")]
    public async Task A_client_can_refuse_stale_responses(string asked)
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Policy = TestPolicies.StaleFirst }));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Assert.That((await app.GetAsync("/", $"Cache-Control: {asked}")).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task A_client_that_refuses_stale_responses_gets_a_status_that_says_so()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer fresh = await app.GetAsync("/", "Cache-Control: max-age=10");
        Assert.That((fresh.Body, fresh.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=stale; stored")));
    }

    [TestCase("max-stale")]
    [TestCase("max-stale=10")]
    [TestCase("max-stale=7")]
    [TestCase("max-age=100, max-stale")]
    [TestCase("max-age=67, max-stale")]
    public async Task A_client_that_accepts_stale_responses_does_not_wait(string asked)
    {
        await using TestApp app = await StartAsync(routes => MapOnce(routes, new CacheAttribute(60) { Grace = 600 }));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync("/", $"Cache-Control: {asked}");
        Assert.That((stale.Body, stale.CacheStatus), Is.EqualTo(("1", "CacheKit; hit; ttl=-7; detail=max-stale")));
    }

    [TestCase(0, 200, "CacheKit; hit; ttl=-7; detail=stale-while-revalidate")]
    [TestCase(1, 504, "CacheKit; detail=only-if-cached")]
    public async Task A_client_with_only_if_cached_gets_a_stale_response_where_that_needs_no_wait(double softTimeout, int status, string cacheStatus)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", () => Interlocked.Increment(ref runs)).Cache(new CacheEntryOptions
            {
                Expiration = TimeSpan.FromSeconds(60),
                Stale = new StaleOptions { Grace = TimeSpan.FromSeconds(600), SoftTimeout = TimeSpan.FromSeconds(softTimeout) },
            }));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync("/", "Cache-Control: only-if-cached");
        Assert.That((stale.Status, stale.CacheStatus, runs), Is.EqualTo((status, cacheStatus, 1)));
    }

    [Test]
    public async Task A_client_with_only_if_cached_and_max_stale_gets_a_stale_response_and_the_handler_does_not_run()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync("/", "Cache-Control: only-if-cached, max-stale");
        Assert.That((stale.Body, stale.CacheStatus), Is.EqualTo(("1", "CacheKit; hit; ttl=-7; detail=max-stale")));
        Assert.That(((await app.GetAsync()).Body, runs), Is.EqualTo(("2", 2)));
    }

    [TestCase("", "CacheKit; hit; ttl=0; detail=stale-while-revalidate")]
    [TestCase("Cache-Control: max-stale", "CacheKit; hit; ttl=0; detail=stale-while-revalidate")]
    [TestCase("Cache-Control: max-age=10", "CacheKit; fwd=stale; stored")]
    public async Task A_softly_evicted_response_has_no_time_to_live_and_is_sent_first(string header, string cacheStatus)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600, Tags = ["all"])] () => "hello"));
        await app.GetAsync();
        await app.Cache.EvictAsync("all", EvictionMode.Soft);
        Assert.That((await app.GetAsync("/", header.Length > 0 ? [header] : [])).CacheStatus, Is.EqualTo(cacheStatus));
    }

    [TestCase("stale-if-error=30", 20, 200)]
    [TestCase("stale-if-error=30", 31, 500)]
    [TestCase("max-age=60", 20, 500)]
    public async Task A_handler_lets_its_response_replace_an_error_where_the_endpoint_has_no_grace(string said, int late, int status)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                return Results.StatusCode(500);
            context.Response.Headers.CacheControl = $"max-age=60, {said}";
            return Results.Text("first");
        }));
        await app.GetAsync();
        app.Clock.Advance((60 + late) * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(status));
    }

    // The response may be stale for five seconds while it is refreshed, and for ten minutes if that fails.
    [TestCase(4, false, "CacheKit; hit; ttl=-6; detail=stale-while-revalidate")]
    [TestCase(5, true, "CacheKit; fwd=stale; stored")]
    public async Task The_soft_timeout_ends_a_wait_only_in_the_time_for_which_a_response_may_be_stale_for_it(int late, bool waits, string cacheStatus)
    {
        var arrived = new Tally();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleAfterTwoSeconds)] async (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "max-age=60, stale-while-revalidate=5, stale-if-error=600";
                int run = Interlocked.Increment(ref runs);
                if (run > 1)
                    await end.Opened;
                return run;
            }),
            new TestAppSettings
            {
                Outer = arrived.AddRequests,
            });
        await app.GetAsync();
        app.Clock.Advance((60 + late) * _second);
        Task<Answer> waiting = app.GetAsync();
        await arrived.ReachAsync(2);
        app.Clock.Advance(2 * _second);
        if (waits)
            end.Pass();
        Answer answer = await waiting;
        end.Pass();
        Assert.That((answer.Body, answer.CacheStatus), Is.EqualTo((waits ? "2" : "1", cacheStatus)));
    }

    [Test]
    public async Task A_client_that_waits_for_the_refresh_of_another_gets_a_status_that_says_so()
    {
        var arrived = new Tally();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Grace = 600)] async () =>
            {
                if (Interlocked.Increment(ref runs) > 1)
                    await end.Opened;
                return "hello";
            }),
            new TestAppSettings
            {
                Outer = arrived.AddRequests,
            });
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Task<Answer> leader = app.GetAsync();
        await arrived.ReachAsync(2);
        Task<Answer> follower = app.GetAsync();
        await arrived.ReachAsync(3);
        end.Pass();
        string?[] statuses = [(await leader).CacheStatus, (await follower).CacheStatus];
        Assert.That(statuses, Is.EqualTo(new[] { "CacheKit; fwd=stale; stored", "CacheKit; fwd=stale; collapsed" }));
    }

    // A handler that succeeds once.
    private static void MapOnce(WebApplication routes, CacheAttribute setting)
    {
        int runs = 0;
        routes.MapGet("/", () => Interlocked.Increment(ref runs) == 1 ? "1" : throw new IOException("down")).WithMetadata(setting);
    }
}
