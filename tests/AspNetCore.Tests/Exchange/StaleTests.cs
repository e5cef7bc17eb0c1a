namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Entries that are served although they have expired.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class StaleTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task The_expired_entry_is_served_where_the_handler_throws()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync();
        Assert.That(
            (stale.Status, stale.Body, stale.CacheKit, stale.CacheStatus),
            Is.EqualTo((200, "first", "HIT", "CacheKit; hit; ttl=-7; detail=stale-if-error")));
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task The_expired_entry_is_served_where_the_handler_answers_an_error_status()
    {
        bool isDown = false;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => isDown ? Results.StatusCode(503) : Results.Text("first")));
        await app.GetAsync();
        isDown = true;
        app.Clock.Advance(61 * _second);
        Answer stale = await app.GetAsync();
        Assert.That((stale.Status, stale.Body, stale.CacheStatus), Is.EqualTo((200, "first", "CacheKit; hit; ttl=-1; detail=stale-if-error")));
    }

    [Test]
    public async Task An_error_status_that_the_endpoint_caches_replaces_the_expired_entry()
    {
        bool isDown = false;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/", [Cache(60, Grace = 600), CacheStatusCodes(503)] () => isDown ? Results.StatusCode(503) : Results.Text("first")));
        await app.GetAsync();
        isDown = true;
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=stale; stored"));
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task After_the_grace_an_error_reaches_the_client()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(660 * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Without_a_grace_an_error_reaches_the_client()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task The_new_response_is_sent_where_the_handler_succeeds()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer fresh = await app.GetAsync();
        Assert.That((fresh.Body, fresh.CacheKit, fresh.CacheStatus), Is.EqualTo(("2", "MISS", "CacheKit; fwd=stale; stored")));
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task After_a_failure_the_handler_is_not_run_again_before_the_pause_has_passed()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/",
                [Cache(60, Policy = TestPolicies.RetriedAfterFiveSeconds)] () =>
                    Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.GetAsync();
        app.Clock.Advance(4 * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=-5; detail=stale-if-error"));
        Assert.That(runs, Is.EqualTo(2));
        app.Clock.Advance(_second);
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(3));
    }

    [Test]
    public async Task Concurrent_requests_of_an_expired_entry_run_the_handler_once()
    {
        var arrived = new Gate(21);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Grace = 600)] async () =>
            {
                int run = Interlocked.Increment(ref runs);
                if (run > 1)
                    await arrived.Opened;
                return run;
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.GetAsync()));
        Assert.That((runs, answers.Select(answer => answer.Body).Distinct().Single()), Is.EqualTo((2, "2")));
        Assert.That(
            answers.Select(answer => answer.CacheStatus),
            Is.All.AnyOf("CacheKit; fwd=stale; stored", "CacheKit; fwd=stale; collapsed", "CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task A_private_response_is_made_for_each_client_by_its_own_request()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run > 1)
                context.Response.Cookies.Append("run", $"{run}");
            return run;
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer own = await app.GetAsync();
        Assert.That((own.Body, own["Set-Cookie"], own.CacheStatus), Is.EqualTo(("3", "run=3; path=/", "CacheKit; fwd=stale; detail=set-cookie")));
    }

    [Test]
    public async Task An_endpoint_whose_responses_became_private_is_not_refreshed_in_vain()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                context.Response.Cookies.Append("run", "1");
            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.GetAsync();
        Assert.That(((await app.GetAsync()).CacheStatus, runs), Is.EqualTo(("CacheKit; fwd=uri-miss; detail=set-cookie", 4)));
    }

    [Test]
    public async Task A_refusal_of_one_client_leaves_the_stale_entry_for_the_others()
    {
        bool refuses = false;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/", [Cache(60, Grace = 600)] (HttpContext context) => refuses ? Results.StatusCode(429) : Results.Text("hello")));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        refuses = true;
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(429));
        Assert.That((await app.GetAsync("/", "Cache-Control: max-stale")).Body, Is.EqualTo("hello"));
    }

    [Test]
    public async Task Waiting_clients_are_served_the_expired_entry_when_the_application_stops()
    {
        var entered = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] async (CancellationToken aborted) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
            {
                entered.Pass();
                await Task.Delay(Timeout.Infinite, aborted);
            }

            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Task<Answer> waiting = app.GetAsync();
        await entered.Opened;
        app.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        Assert.That((await waiting).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=-1; detail=stale-if-error"));
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Has.None.Contains("has failed"));
    }

    [TestCase(404)]
    [TestCase(410)]
    [TestCase(302)]
    public async Task An_entry_that_the_handler_answers_with_gone_or_not_found_is_not_served_stale_again(int status)
    {
        bool isGone = false;
        var ran = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] () =>
        {
            if (!isGone)
                return Results.Text("first");
            ran.Pass();
            return Results.StatusCode(status);
        }));
        await app.GetAsync();
        isGone = true;
        app.Clock.Advance(61 * _second);
        await app.GetAsync();
        await ran.Opened;
        Assert.That((await FreshAsync(app)).Status, Is.EqualTo(status));
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; detail=status"));
    }

    [Test]
    public async Task An_entry_for_other_headers_is_not_served_stale()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-Shape";
            return Interlocked.Increment(ref runs);
        }));
        await app.GetAsync("/", "X-Shape: round");
        app.Clock.Advance(61 * _second);
        Answer other = await app.GetAsync("/", "X-Shape: flat");
        Assert.That((other.Body, other.CacheStatus), Is.EqualTo(("2", "CacheKit; fwd=miss; stored")));
    }

    [Test]
    public async Task A_removed_entry_is_not_served_stale()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes =>
                routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst, Namespace = "n")] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.Cache.ClearAsync("n");
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; stored"));
    }

    // A client that sends max-age accepts nothing stale: it waits for the running handler, or gets the response that it has stored.
    private static Task<Answer> FreshAsync(TestApp app) => app.GetAsync("/", "Cache-Control: max-age=30");
}
