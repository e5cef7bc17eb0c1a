using CacheKit.AspNetCore.Tests.Fakes;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Each request of a route is counted once by how it was answered, and each response that is not stored by the reason.</summary>
public sealed class RequestCountTests(Store store) : EndpointTests(store)
{
    private const string Requests = "cachekit.requests";
    private const string Unstored = "cachekit.responses.unstored";

    private string _route = null!;

    [SetUp]
    public void NameRoute() => _route = $"/{Guid.NewGuid():N}";

    [TestCase("GET", "", 0, "hit 1, miss 1")]
    [TestCase("HEAD", "If-None-Match: *", 0, "hit 1, miss 1")]
    [TestCase("GET", "", 61, "miss 2")]
    [TestCase("GET", "Cache-Control: max-stale", 61, "miss 1, stale 1")]
    [TestCase("GET", "Cache-Control: max-age=0", 1, "miss 2")]
    [TestCase("GET", "Cache-Control: max-age=0, only-if-cached", 1, "miss 2")]
    [TestCase("GET", "Cache-Control: no-cache", 0, "bypass request 1, miss 1")]
    [TestCase("GET", "Cache-Control: no-store", 0, "bypass request 1, miss 1")]
    [TestCase("GET", "Authorization: Bearer abc", 0, "bypass authorization 1, miss 1")]
    [TestCase("POST", "", 0, "bypass method 1, miss 1")]
    public async Task The_second_request_of_a_route_is_counted_once(string method, string header, int seconds, string counts)
    {
        using var requests = new RouteMeter(Requests, _route);
        await using TestApp app = await StartAsync(
            routes => routes.MapMethods(_route, ["GET", "HEAD", "POST"], [Cache(60, Grace = 600)] () => "hello"));
        await app.GetAsync(_route);
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await app.SendAsync(new HttpMethod(method), _route, header.Length > 0 ? [header] : []);
        Assert.That(requests.Read(), Is.EqualTo(counts));
    }

    [Test]
    public async Task A_request_that_gets_the_response_of_a_running_handler_is_a_miss_and_its_wait_is_measured()
    {
        using var requests = new RouteMeter(Requests, _route);
        using var waits = new RouteMeter("cachekit.flight.wait.duration", _route);
        await ShareAsync(_ => Task.FromResult("hello"));
        Assert.That((requests.Read(), waits.Read()), Is.EqualTo(("miss 2", "1")));
    }

    [Test]
    public async Task A_request_that_cannot_share_the_response_of_a_running_handler_is_a_miss_and_stores_nothing()
    {
        int runs = 0;
        using var requests = new RouteMeter(Requests, _route);
        using var unstored = new RouteMeter(Unstored, _route);
        await ShareAsync(context =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                context.Response.Headers.SetCookie = "a=1";
            return Task.FromResult("hello");
        });
        Assert.That((requests.Read(), unstored.Read()), Is.EqualTo(("miss 2", "alone 1, set-cookie 1")));
    }

    [Test]
    public async Task A_request_that_gets_a_remembered_exception_is_a_miss_and_the_handler_is_measured_once()
    {
        using var requests = new RouteMeter(Requests, _route);
        using var computations = new RouteMeter("cachekit.computation.duration", _route);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(_route, [Cache(60, Policy = TestPolicies.RememberingFailures)] string () => throw new IOException("down")));
        await app.GetAsync(_route);
        Assert.That(((await app.GetAsync(_route)).Status, requests.Read()), Is.EqualTo((500, "miss 2")));
        Assert.That(computations.Read(), Is.EqualTo("System.IO.IOException 1"));
    }

    [Test]
    public async Task A_handler_that_succeeds_is_measured_once()
    {
        using var computations = new RouteMeter("cachekit.computation.duration", _route);
        await using TestApp app = await StartAsync(routes => routes.MapGet(_route, [Cache(60)] () => "hello"));
        await app.GetAsync(_route);
        await app.GetAsync(_route);
        Assert.That(computations.Read(), Is.EqualTo("1"));
    }

    [TestCase("Set-Cookie", "a=1", 200, "set-cookie 1")]
    [TestCase("Cache-Control", "private", 200, "private 1")]
    [TestCase("X-None", "1", 500, "status 1")]
    [TestCase("X-None", "1", 200, "")]
    public async Task A_response_that_is_not_stored_is_counted_by_the_reason(string name, string value, int status, string counts)
    {
        using var unstored = new RouteMeter(Unstored, _route);
        await using TestApp app = await StartAsync(routes => routes.MapGet(_route, [Cache(60)] (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers[name] = value;
            return context.Response.WriteAsync("hello");
        }));
        await app.GetAsync(_route);
        Assert.That(unstored.Read(), Is.EqualTo(counts));
    }

    [TestCase(true, "changed 1")]
    [TestCase(false, "no-store 1")]
    public async Task A_response_that_its_handler_keeps_out_of_the_cache_is_counted_by_the_reason(bool clears, string counts)
    {
        using var unstored = new RouteMeter(Unstored, _route);
        await using TestApp app = await StartAsync(routes => routes.MapGet(_route, [Cache(60)] async (ICache cache) =>
        {
            if (clears)
                await cache.ClearAsync();
            CacheContext.Current!.ShouldStore = clears;
            return "hello";
        }));
        await app.GetAsync(_route);
        Assert.That(unstored.Read(), Is.EqualTo(counts));
    }

    [TestCase(true, 100, "store 1")]
    [TestCase(false, 1_000, "too-long 1")]
    [TestCase(false, 100, "")]
    public async Task A_response_that_the_store_does_not_take_is_counted_by_the_reason(bool isDown, int length, string counts)
    {
        using var unstored = new RouteMeter(Unstored, _route);
        using var entries = new InMemoryBackend();
        var backend = new BrokenBackend(entries) { IsDown = false };
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(_route, [Cache(60)] () =>
            {
                backend.IsDown = isDown;
                return new string('a', length);
            }),
            new TestAppSettings
            {
                Backend = backend,
                Options = options => options.Store = new StoreOptions { Timeout = null, MaxPayload = 500 },
            });
        Assert.That((await app.GetAsync(_route)).Body, Has.Length.EqualTo(length));
        Assert.That(unstored.Read(), Is.EqualTo(counts));
    }

    // One process runs the handler with the route's own store, and the other request arrives before it ends.
    private async Task ShareAsync(Func<HttpContext, Task<string>> handler)
    {
        var entered = new Gate();
        var arrived = new Tally();
        var end = new Gate();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(_route, [Cache(60)] async (HttpContext context) =>
            {
                entered.Pass();
                await end.Opened;
                return await handler(context);
            }),
            new TestAppSettings
            {
                Outer = arrived.AddRequests,
            });
        Task<Answer> leader = app.GetAsync(_route);
        await entered.Opened;
        Task<Answer> follower = app.GetAsync(_route);
        await arrived.ReachAsync(2);
        end.Pass();
        Answer[] answers = await Task.WhenAll(leader, follower);
        Assert.That(answers.Select(answer => answer.Body), Is.All.EqualTo("hello"));
    }
}
