namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Handlers that run in the background after a stale response, or one that is due, was sent.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[TestFixture(Store.Levels)]
public sealed class BackgroundRunTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_soft_timeout_of_zero_serves_the_expired_entry_and_refreshes_it_in_the_background()
    {
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run > 1)
                await end.Opened;
            return run;
        }));
        await app.GetAsync();
        app.Clock.Advance(67 * _second);
        Answer[] stale = [await app.GetAsync(), await app.GetAsync()];
        Assert.That(
            stale.Select(answer => (answer.Body, answer.CacheKit, answer.CacheStatus)),
            Is.All.EqualTo(("1", "HIT", "CacheKit; hit; ttl=-7; detail=stale-while-revalidate")));
        end.Pass();
        Assert.That((await FreshAsync(app)).Body, Is.EqualTo("2"));
        Assert.That((runs, (await app.GetAsync()).CacheStatus), Is.EqualTo((2, "CacheKit; hit; ttl=60")));
    }

    [Test]
    public async Task After_the_soft_timeout_the_client_gets_the_expired_entry_and_the_handler_goes_on()
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleAfterTwoSeconds)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run > 1)
            {
                entered.Pass();
                await end.Opened;
            }

            return run;
        }));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Task<Answer> waiting = app.GetAsync();
        await entered.Opened;

        // The handler is given up after ten minutes.
        Answer stale = await app.Clock.PassUntilAsync(waiting, atMost: 2 * _second);
        Assert.That(stale.Body, Is.EqualTo("1"));
        Assert.That(stale.CacheStatus, Does.EndWith("; detail=stale-while-revalidate"));
        end.Pass();
        Assert.That((await FreshAsync(app)).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_new_response_within_the_soft_timeout_is_sent()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleAfterTwoSeconds)] () => Interlocked.Increment(ref runs)));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task An_entry_that_is_due_is_served_and_refreshed_once_in_the_background()
    {
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(100, Policy = TestPolicies.RefreshedEarly)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run > 1)
                await end.Opened;
            return run;
        }));
        await app.GetAsync();
        app.Clock.Advance(79 * _second);
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(1));
        app.Clock.Advance(_second);
        Answer[] due = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.GetAsync()));
        Assert.That(due.Select(answer => (answer.Body, answer.CacheStatus)), Is.All.EqualTo(("1", "CacheKit; hit; ttl=20")));
        app.Clock.Advance(21 * _second);
        Task<Answer> next = app.GetAsync();
        end.Pass();
        Assert.That(((await next).Body, runs), Is.EqualTo(("2", 2)));
    }

    [Test]
    public async Task A_refresh_that_never_ends_does_not_block_its_key_when_all_waiting_clients_have_left([Values] bool heedsItsToken)
    {
        var entered = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet(
            "/",
            [Cache(100, Policy = TestPolicies.RefreshedEarly)] async (HttpContext context) =>
            {
                int run = Interlocked.Increment(ref runs);
                if (run == 2)
                {
                    entered.Pass();
                    await new TaskCompletionSource().Task.WaitAsync(heedsItsToken ? context.RequestAborted : default);
                }

                return run;
            }));
        await app.GetAsync();
        app.Clock.Advance(80 * _second);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("1"));
        await entered.Opened;
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("1"));

        app.Clock.Advance(21 * _second);
        Assert.That(await AnswerAfterDeparturesAsync(app), Is.EqualTo("3"));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("3"));
    }

    [Test]
    public async Task A_softly_evicted_entry_is_served_and_refreshed_once_in_the_background()
    {
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600, Tags = ["all"])] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run > 1)
                await end.Opened;
            return run;
        }));
        await app.GetAsync();
        Assert.That(await app.Cache.EvictAsync("all", EvictionMode.Soft), Is.True);
        Answer[] evicted = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.GetAsync()));
        Assert.That(evicted.Select(answer => (answer.Body, answer.CacheStatus)), Is.All.EqualTo(("1", "CacheKit; hit; ttl=0; detail=stale-while-revalidate")));
        Task<Answer> next = FreshAsync(app);
        end.Pass();
        Assert.That(((await next).Body, runs), Is.EqualTo(("2", 2)));
    }

    [Test]
    public async Task An_early_refresh_that_fails_is_retried_after_the_pause()
    {
        var failed = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                return Results.Text("hello");
            failed.Pass();
            return Results.StatusCode(500);
        }).Cache(new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(100), Stale = new StaleOptions { EagerRefreshThreshold = 0.5 } }));
        await app.GetAsync();
        app.Clock.Advance(50 * _second);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("hello"));
        await failed.Opened;
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=0")).Status, Is.EqualTo(500));
        Assert.That(((await app.GetAsync()).Body, runs), Is.EqualTo(("hello", 3)));
    }

    [Test]
    public async Task When_the_client_leaves_the_handler_goes_on_and_its_response_is_stored()
    {
        var entered = new Gate();
        var end = new Gate();
        var gone = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Grace = 600)] async () =>
            {
                int run = Interlocked.Increment(ref runs);
                if (run > 1)
                {
                    entered.Pass();
                    await end.Opened;
                }

                return run;
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
                {
                    await next(context);
                    if (context.Request.Headers.ContainsKey("X-Leaves"))
                        gone.Pass();
                }),
            });
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "X-Leaves: 1");
        Task<HttpResponseMessage> left = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        await leaving.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        Task<Answer> stays = app.GetAsync();
        end.Pass();
        Assert.That(((await stays).Body, (await app.GetAsync()).Body, runs), Is.EqualTo(("2", "2", 2)));
    }

    // The client's own headers are gone when the response is stored.
    [Test]
    public async Task A_response_from_the_background_is_stored_for_the_headers_of_the_client_that_has_gone()
    {
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/other", () => "other");
            routes.MapGet("/", [Cache(60, Policy = TestPolicies.StaleFirst)] async (HttpContext context) =>
            {
                context.Response.Headers.Vary = "X-Shape";
                int run = Interlocked.Increment(ref runs);
                if (run > 1)
                    await end.Opened;
                return $"{context.Request.Headers["X-Shape"]} {run}";
            });
        });
        await app.GetAsync("/", "X-Shape: round");
        app.Clock.Advance(61 * _second);
        Answer stale = await app.GetAsync("/", "X-Shape: round");
        await app.GetAsync("/other", "X-Shape: flat");
        end.Pass();
        Answer fresh = await app.GetAsync("/", "X-Shape: round", "Cache-Control: max-age=30");
        Assert.That((stale.Body, fresh.Body, runs), Is.EqualTo(("round 1", "round 2", 2)));
    }

    // A client that sends max-age accepts nothing stale: it waits for the running handler, or gets the response that it has stored.
    private static Task<Answer> FreshAsync(TestApp app) => app.GetAsync("/", "Cache-Control: max-age=30");

    // Clients come and leave, each a little later than the one before, until one gets an answer.
    private static async Task<string> AnswerAfterDeparturesAsync(TestApp app)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (TimeSpan patience = _second / 4; ; patience *= 1.5)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            leaving.CancelAfter(patience);
            try
            {
                return await app.Client.GetStringAsync(new Uri("/", UriKind.Relative), leaving.Token);
            }
            catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
            {
            }
        }
    }
}
