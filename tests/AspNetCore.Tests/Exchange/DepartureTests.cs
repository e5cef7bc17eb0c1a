namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>One of several concurrent requests of a key is aborted or fails.</summary>
public sealed class DepartureTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task The_handler_goes_on_for_the_others_when_the_client_of_the_leader_leaves([Values] bool handlerHeedsItsToken)
    {
        var entered = new Gate();
        var gone = new Gate();
        var arrived = new Gate(4);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async (HttpContext context) =>
            {
                int run = Interlocked.Increment(ref runs);
                CancellationToken stop = handlerHeedsItsToken ? context.RequestAborted : default;
                entered.Pass();
                await gone.Opened.WaitAsync(stop);
                stop.ThrowIfCancellationRequested();
                return run;
            }),
            new TestAppSettings { Outer = outer => outer.Use(NoteDeparture(gone, arrived)) });
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "X-Leaves: 1");
        Task<HttpResponseMessage> leader = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        Task<Answer>[] followers = [app.GetAsync(), app.GetAsync(), app.GetAsync()];
        await arrived.Opened;
        await leaving.CancelAsync();
        Assert.That((await Task.WhenAll(followers)).Select(answer => (answer.Status, answer.Body)), Is.All.EqualTo((200, "1")));
        Assert.That(() => leader, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_handler_that_heeds_its_token_stops_when_all_clients_have_left()
    {
        var started = new Gate();
        var entered = new Gate(2);
        var stopped = new Gate();
        var end = new Gate();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async (CancellationToken stop) =>
        {
            started.Pass();
            entered.Pass();
            stop.Register(stopped.Pass);
            await end.Opened.WaitAsync(stop);
            return "hello";
        }));
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/");
        Task<HttpResponseMessage> only = app.Client.SendAsync(request, leaving.Token);
        await started.Opened;
        await leaving.CancelAsync();
        await stopped.Opened;
        Task<Answer> next = app.GetAsync();
        await entered.Opened;
        end.Pass();
        Assert.That(((await next).Body, (await next).CacheKit), Is.EqualTo(("hello", "MISS")));
        Assert.That(() => only, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_complete_response_is_stored_although_all_clients_have_left()
    {
        var entered = new Gate();
        var gone = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async () =>
            {
                int run = Interlocked.Increment(ref runs);
                entered.Pass();
                await end.Opened;
                return new { run };
            }),
            new TestAppSettings { Outer = outer => outer.Use(NoteDeparture(gone, new Gate())) });
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "X-Leaves: 1");
        Task<HttpResponseMessage> only = app.Client.SendAsync(request, leaving.Token);
        await entered.Opened;
        await leaving.CancelAsync();
        await gone.Opened;
        Task<Answer> next = app.GetAsync();
        end.Pass();
        Assert.That(((await next).Body, (await app.GetAsync()).CacheKit, runs), Is.EqualTo(("""{"run":1}""", "HIT", 1)));
        Assert.That(() => only, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task The_others_are_answered_when_the_client_of_a_follower_leaves()
    {
        var entered = new Gate();
        var end = new Gate();
        var arrived = new Gate(3);
        var gone = new Gate();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async () =>
            {
                entered.Pass();
                await end.Opened;
                return "hello";
            }),
            new TestAppSettings
            {
                Outer = outer => outer.Use((context, next) =>
                {
                    if (context.Request.Headers.ContainsKey("X-Leaves"))
                        context.RequestAborted.Register(gone.Pass);
                    return arrived.PassAsync(context, next);
                }),
            });
        Task<Answer> leader = app.GetAsync();
        await entered.Opened;
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "X-Leaves: 1");
        Task<HttpResponseMessage> left = app.Client.SendAsync(request, leaving.Token);
        Task<Answer> stays = app.GetAsync();
        await arrived.Opened;
        await leaving.CancelAsync();
        await gone.Opened;
        end.Pass();
        Assert.That(((await leader).Body, (await stays).Body), Is.EqualTo(("hello", "hello")));
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Waiting_clients_are_answered_when_the_leader_fails()
    {
        var arrived = new Gate(4);
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async () =>
            {
                int run = Interlocked.Increment(ref runs);
                await arrived.Opened;
                return run == 1 ? throw new InvalidOperationException("first") : run;
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.GetAsync()));
        Assert.That(answers.Select(answer => answer.Status).Order(), Is.EqualTo(new[] { 200, 200, 200, 500 }));
    }

    private static Func<HttpContext, RequestDelegate, Task> NoteDeparture(Gate gone, Gate arrived) => (context, next) =>
    {
        if (context.Request.Headers.ContainsKey("X-Leaves"))
            context.RequestAborted.Register(gone.Pass);
        return arrived.PassAsync(context, next);
    };
}
