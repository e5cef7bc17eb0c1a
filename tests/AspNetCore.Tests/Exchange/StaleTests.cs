namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Entries that are served after they have expired.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class StaleTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Where_the_handler_throws_the_expired_entry_is_served()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer stale = await app.GetAsync();
        Assert.That((stale.Status, stale.Body, stale.CacheKit, stale.CacheStatus), Is.EqualTo((200, "first", "HIT", "CacheKit; hit; ttl=-7; detail=stale-if-error")));
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Where_the_handler_answers_an_error_of_its_own_the_expired_entry_is_served()
    {
        bool isDown = false;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => isDown ? Results.StatusCode(503) : Results.Text("first")));
        await app.GetAsync();
        isDown = true;
        app.Clock.Advance(61 * _second);
        Answer stale = await app.GetAsync();
        Assert.That((stale.Status, stale.Body, stale.CacheStatus), Is.EqualTo((200, "first", "CacheKit; hit; ttl=-1; detail=stale-if-error")));
    }

    [Test]
    public async Task An_error_that_the_endpoint_caches_takes_the_place_of_the_expired_entry()
    {
        bool isDown = false;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600), CacheStatusCodes(503)] () => isDown ? Results.StatusCode(503) : Results.Text("first")));
        await app.GetAsync();
        isDown = true;
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=stale; stored"));
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task When_the_grace_is_over_an_error_is_an_error()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(660 * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Without_a_grace_an_error_is_an_error()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Where_the_handler_succeeds_its_client_gets_what_is_new()
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
    public async Task After_a_failure_the_handler_rests_until_it_is_time_to_retry()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.RetriedAfterFiveSeconds)] () => Interlocked.Increment(ref runs) == 1 ? "first" : throw new IOException("down")));
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
    public async Task Many_who_ask_for_an_expired_entry_run_the_handler_once()
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
        Assert.That(answers.Select(answer => answer.CacheStatus), Is.All.AnyOf("CacheKit; fwd=stale; stored", "CacheKit; fwd=stale; collapsed", "CacheKit; hit; ttl=60"));
    }

    [Test]
    public async Task A_response_for_one_client_only_is_made_for_each_by_its_own_request()
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
    public async Task What_is_for_one_client_only_by_now_is_no_longer_asked_for_in_vain()
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
    public async Task A_refusal_of_one_client_leaves_the_entry_to_the_others()
    {
        bool refuses = false;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) => refuses ? Results.StatusCode(429) : Results.Text("hello")));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        refuses = true;
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(429));
        Assert.That((await app.GetAsync("/", "Cache-Control: max-stale")).Body, Is.EqualTo("hello"));
    }

    [Test]
    public async Task When_the_application_stops_who_waits_is_served_the_expired_entry()
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
    public async Task What_the_handler_no_longer_has_is_not_served_stale_again(int status)
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
    public async Task An_entry_for_other_headers_than_the_clients_is_not_served_stale()
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
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst, Namespace = "n")] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.Cache.ClearAsync("n");
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; stored"));
    }

    // Who names an age takes nothing stale: waits for the handler that is running, or finds what it has stored.
    private static Task<Answer> FreshAsync(TestApp app) => app.GetAsync("/", "Cache-Control: max-age=30");
}
