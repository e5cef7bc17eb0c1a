using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Concurrent requests.</summary>
public sealed class ConcurrencyTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_thousand_requests_of_a_cold_key_run_the_handler_once()
    {
        const int count = 1_000;
        var gate = new Gate(count);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async () =>
            {
                Interlocked.Increment(ref runs);
                await gate.Opened;
                return "hello";
            }),
            new TestAppSettings { Outer = outer => outer.Use(gate.PassAsync) });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => app.GetAsync()));
        Assert.That(runs, Is.EqualTo(1));
        Assert.That(answers.Select(answer => (answer.Status, answer.Body)), Is.All.EqualTo((200, "hello")));
        Assert.That(answers.Count(answer => answer.CacheStatus == "CacheKit; fwd=uri-miss; stored"), Is.EqualTo(1));
        Assert.That(answers.Count(answer => (answer.CacheKit, answer.CacheStatus) == ("MISS", "CacheKit; fwd=uri-miss; collapsed")), Is.GreaterThan(0));
    }

    [Test]
    public async Task A_client_that_waited_for_another_request_gets_a_status_that_says_so()
    {
        var gate = new Gate(3);
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => Task.FromResult("hello")), Waiting(gate, out Task entered));
        Task<Answer> leading = app.GetAsync();
        await entered;
        Task<Answer>[] following = [app.GetAsync(), app.SendAsync(HttpMethod.Get, "/", "If-None-Match: *")];
        await Task.WhenAll(following);
        Assert.That((await leading).CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss; stored"));
        Answer[] followers = await Task.WhenAll(following);
        Assert.That(followers.Select(answer => (answer.Status, answer.Body)), Is.EqualTo(new[] { (200, "hello"), (304, "") }));
        Assert.That(followers.Select(answer => answer.CacheStatus), Is.All.AnyOf("CacheKit; fwd=uri-miss; collapsed", "CacheKit; hit; ttl=60"));
    }

    [TestCase("GET", "If-None-Match: *")]
    [TestCase("HEAD", "X-Nothing: 1")]
    public async Task A_client_that_waits_for_a_request_without_a_body_gets_a_body(string method, string header)
    {
        var gate = new Gate(2);
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] () => "hello"), Waiting(gate, out Task entered));
        Task<Answer> leading = app.SendAsync(new HttpMethod(method), "/", header);
        await entered;
        Answer follower = await app.GetAsync();
        Assert.That((follower.Status, follower.Body, (await leading).Body), Is.EqualTo((200, "hello", "")));
    }

    [Test]
    public async Task A_client_whom_the_awaited_response_does_not_fit_gets_one_of_its_own()
    {
        var gate = new Gate(2);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers.Vary = "X-Tenant";
                return context.Request.Headers["X-Tenant"].ToString();
            }),
            Waiting(gate, out Task entered));
        Task<Answer> leading = app.GetAsync("/", "X-Tenant: one");
        await entered;
        Answer follower = await app.GetAsync("/", "X-Tenant: two");
        Assert.That(((await leading).Body, follower.Body), Is.EqualTo(("one", "two")));
    }

    [Test]
    public async Task Two_keys_do_not_wait_for_each_other()
    {
        var gate = new Gate(2);
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [Cache(60)] async (int id) =>
        {
            gate.Pass();
            await gate.Opened;
            return id;
        }));
        Answer[] answers = await Task.WhenAll(app.GetAsync("/1"), app.GetAsync("/2"));
        Assert.That(answers.Select(answer => answer.Body), Is.EqualTo(new[] { "1", "2" }));
    }

    [TestCase("Set-Cookie", "a=1")]
    [TestCase("Cache-Control", "private")]
    public async Task Clients_that_waited_for_an_uncacheable_response_run_the_handler_concurrently(string name, string value)
    {
        const int followers = 20;
        var arrived = new Tally();
        var end = new Gate();
        var together = new Gate(followers);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                context.Response.Headers[name] = value;
                if (Interlocked.Increment(ref runs) == 1)
                {
                    await end.Opened;
                    return true;
                }

                // Opens only if all of them are in here at the same time.
                together.Pass();
                await together.Opened;
                return true;
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use(async (context, next) =>
            {
                Task answering = next(context);
                arrived.Add();
                await answering;
            })
            });

        // One after another, so that each waits for the first before the next one reads the store: one that came after the end of the first
        // would make others wait for its own.
        var answering = new List<Task<Answer>>();
        for (int count = 1; count <= followers + 1; count++)
        {
            answering.Add(app.GetAsync());
            await arrived.ReachAsync(count);
        }

        end.Pass();
        Answer[] answers = await Task.WhenAll(answering);
        Assert.That(answers.Select(answer => answer.Body), Is.All.EqualTo("true"));
        Assert.That(runs, Is.EqualTo(followers + 1));
    }

    [Test]
    public async Task No_client_waits_for_the_end_of_a_streamed_response()
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run == 1)
            {
                context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
                await context.Response.StartAsync();
                entered.Pass();
                await end.Opened;
            }

            await context.Response.WriteAsync($"{run}");
        }));
        Task<Answer> endless = app.GetAsync();
        await entered.Opened;
        Answer other = await app.GetAsync();
        end.Pass();
        Assert.That((other.Body, (await endless).Body), Is.EqualTo(("2", "1")));
    }

    [TestCase("Cache-Control: no-cache")]
    [TestCase("Cache-Control: no-store")]
    [TestCase("Authorization: Bearer abc")]
    public async Task A_request_that_bypasses_the_cache_never_waits_for_another(string header)
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run == 1)
            {
                entered.Pass();
                await end.Opened;
            }

            return run;
        }));
        Task<Answer> slow = app.GetAsync();
        await entered.Opened;
        Answer past = await app.GetAsync("/", header);
        end.Pass();
        Assert.That((past.CacheKit, past.Body, (await slow).Body), Is.EqualTo(("BYPASS", "2", "1")));
    }

    // The leader's handler waits until all have arrived.
    private static TestAppSettings Waiting(Gate gate, out Task entered)
    {
        var inside = new Gate();
        entered = inside.Opened;
        return new TestAppSettings
        {
            Outer = outer => outer.Use(gate.PassAsync),
            Inner = inner => inner.Use(async (context, next) =>
            {
                inside.Pass();
                await gate.Opened;
                await next(context);
            }),
        };
    }
}
