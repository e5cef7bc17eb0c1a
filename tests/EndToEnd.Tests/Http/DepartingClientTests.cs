using Microsoft.AspNetCore.Http.Timeouts;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>
/// Clients that disconnect do not affect the others: a complete response is stored and served, whichever client disconnected.
/// </summary>
internal sealed class DepartingClientTests(string storeName) : ScenarioTests(storeName)
{
    public enum Kind
    {
        Text,
        Json,
        Stream,
        Mvc,
        Leased,
    }

    private Gate _entered = null!;
    private Gate _end = null!;
    private Tally _runs = new();
    private Tally _arrived = new();
    private Tally _gone = new();

    [SetUp]
    public void Reset()
    {
        _entered = new Gate();
        _end = new Gate();
        (_runs, _arrived, _gone) = (new(), new(), new());
    }

    [Test]
    public async Task Forty_clients_that_leave_while_a_handler_runs_do_not_affect_the_one_that_stays([Values] Kind kind, [Values] bool isThereFirst)
    {
        await using TestApp app = await StartAsync(kind, () => _end.Opened);
        Task<Answer>? stays = isThereFirst ? app.GetAsync() : null;
        await _arrived.ReachAsync(isThereFirst ? 1 : 0);
        for (int i = 0; i < 40; i++)
            await ComeAndGoAsync(app, () => _entered.Opened);
        stays ??= app.GetAsync();
        await _arrived.ReachAsync(41);
        _end.Pass();
        Answer answer = await stays;
        Assert.That((answer.Status, answer.Body, (await app.GetAsync()).CacheKit, _runs.Count), Is.EqualTo((200, Body(kind, 1), "HIT", 1)));
    }

    [Test]
    public async Task A_response_that_nobody_waits_for_any_more_is_kept([Values] Kind kind)
    {
        await using TestApp app = await StartAsync(kind, () => _end.Opened);
        await ComeAndGoAsync(app, () => _entered.Opened);
        _end.Pass();
        Answer next = await app.GetAsync();
        Assert.That((next.Body, (await app.GetAsync()).CacheKit, _runs.Count), Is.EqualTo((Body(kind, 1), "HIT", 1)));
    }

    // Without a lease: after the only leader has gone, the next run would wait for its lease on a clock that does not move.
    [Test]
    public async Task A_client_that_waits_when_the_leader_leaves_gets_the_response_of_a_handler_that_heeds_its_token(
        [Values(Kind.Text, Kind.Json, Kind.Stream, Kind.Mvc)] Kind kind)
    {
        await using TestApp app = await StartAsync(kind, heedsToken: true, work: () => _end.Opened);
        using var leaving = new CancellationTokenSource();
        Task leaves = LeaveAsync(app, leaving.Token);
        await _entered.Opened;
        Task<Answer> stays = app.GetAsync();
        await _arrived.ReachAsync(2);
        await leaving.CancelAsync();
        await _gone.ReachAsync(1);
        await leaves;
        _end.Pass();

        // A request that is still reading the shared store when the leader disconnects does not wait for a run yet.
        Answer answer = await stays;
        Assert.That((answer.Status, answer.Body, (await app.GetAsync()).CacheKit), Is.EqualTo((200, Body(kind, _runs.Count), "HIT")));
        Assert.That(_runs.Count, Is.InRange(1, IsShared ? 2 : 1));
    }

    [Test]
    public async Task A_handler_that_heeds_its_token_and_was_left_by_all_is_run_again_for_the_next([Values] Kind kind)
    {
        await using TestApp app = await StartAsync(kind, heedsToken: true, work: () => _runs.Count == 1 ? Task.Delay(-1) : Task.CompletedTask);
        await ComeAndGoAsync(app, () => _entered.Opened);
        Answer next = await WhileTimePassesAsync(app, app.GetAsync());
        Assert.That((next.Status, next.Body, (await app.GetAsync()).CacheKit), Is.EqualTo((200, Body(kind, 2), "HIT")));
    }

    [Test]
    public async Task A_waiting_client_runs_the_handler_again_if_it_fails_after_the_first_client_has_left([Values("throws", "cancels", "aborts")] string how)
    {
        await using TestApp app = await StartAsync(Kind.Text, () => _end.Opened, async context =>
        {
            if (_runs.Count > 1)
                return;
            if (how == "aborts")
            {
                await context.Response.WriteAsync("half");
                context.Abort();
                return;
            }

            throw how == "cancels" ? new OperationCanceledException() : new InvalidOperationException("fails");
        });
        using var leaving = new CancellationTokenSource();
        Task leaves = LeaveAsync(app, leaving.Token);
        await _entered.Opened;
        Task<Answer>[] stay = [app.GetAsync(), app.GetAsync(), app.GetAsync()];
        await _arrived.ReachAsync(4);
        await leaving.CancelAsync();
        await _gone.ReachAsync(1);
        await leaves;
        _end.Pass();
        Answer[] answers = await Task.WhenAll(stay);
        Assert.That(answers.Select(answer => (answer.Status, answer.Body[..4])), Is.All.EqualTo((200, "run ")));
    }

    [Test]
    public async Task A_client_that_leaves_while_its_handler_fails_is_no_failure_of_the_endpoint()
    {
        await using TestApp app = await StartAsync(Kind.Text, heedsToken: true, work: () => _runs.Count <= 3 ? Task.Delay(-1) : Task.CompletedTask);
        for (int i = 0; i < 3; i++)
        {
            int runs = i + 1;
            await ComeAndGoAsync(app, () => _runs.ReachAsync(runs));
        }

        Assert.That(((await app.GetAsync()).Body, (await app.GetAsync()).CacheKit), Is.EqualTo(("run 4", "HIT")));
    }

    [Test]
    public async Task A_request_that_times_out_gets_504_and_one_that_waits_runs_the_handler_itself()
    {
        var timedOut = new Gate();
        await using TestApp app = await StartAsync(
            Kind.Text, heedsToken: true, work: () => _runs.Count == 1 ? Task.Delay(-1) : Task.CompletedTask, timedOut: timedOut);
        Task<Answer> leader = app.GetAsync("/", "X-Timeout: 1");
        await _entered.Opened;
        Task<Answer> stays = app.GetAsync();
        await _arrived.ReachAsync(2);
        timedOut.Pass();
        Answer answer = await stays;
        Assert.That(((await leader).Status, answer.Status, answer.Body, (await app.GetAsync()).CacheKit), Is.EqualTo((504, 200, "run 2", "HIT")));
    }

    [Test]
    public async Task A_handler_that_ends_after_its_request_has_timed_out_answers_it_and_those_who_wait()
    {
        var timedOut = new Gate();
        await using TestApp app = await StartAsync(Kind.Text, () => _end.Opened, timedOut: timedOut);
        Task<Answer> leader = app.GetAsync("/", "X-Timeout: 1");
        await _entered.Opened;
        Task<Answer> stays = app.GetAsync();
        await _arrived.ReachAsync(2);
        timedOut.Pass();
        await _gone.ReachAsync(1);
        _end.Pass();
        Assert.That(
            ((await leader).Status, (await leader).Body, (await stays).Body, (await app.GetAsync()).CacheKit), Is.EqualTo((200, "run 1", "run 1", "HIT")));
    }

    [Test]
    public async Task The_middleware_of_request_timeouts_answers_504_in_front_of_the_cache()
    {
        await using TestApp app = await StartAsync(
            routes => routes
                .MapGet("/", [Cache(60)] async (CancellationToken stop) => await Task.Delay(-1, stop))
                .WithRequestTimeout(TimeSpan.FromMilliseconds(1)),
            new TestAppSettings { Services = services => services.AddRequestTimeouts(), Outer = outer => outer.UseRequestTimeouts() });
        Assert.That((await app.GetAsync()).Status, Is.EqualTo(504));
    }

    [Test]
    public async Task A_request_that_times_out_while_it_waits_gets_504_and_the_leader_its_response()
    {
        var timedOut = new Gate();
        await using TestApp app = await StartAsync(Kind.Text, heedsToken: true, work: () => _end.Opened, timedOut: timedOut);
        Task<Answer> leader = app.GetAsync();
        await _entered.Opened;
        Task<Answer> follower = app.GetAsync("/", "X-Timeout: 1");
        await _arrived.ReachAsync(2);
        timedOut.Pass();
        Answer late = await follower;
        _end.Pass();
        Assert.That((late.Status, (await leader).Body, (await app.GetAsync()).CacheKit), Is.EqualTo((504, "run 1", "HIT")));
    }

    // A run that finds the lease of the one before still taken, of 30 seconds, tries again after a pause.
    private static Task<Answer> WhileTimePassesAsync(TestApp app, Task<Answer> answering) =>
        app.Clock.PassUntilAsync(answering, atMost: TimeSpan.FromSeconds(29));

    private static string Body(Kind kind, int run) => kind == Kind.Json ? $$"""{"run":{{run}}}""" : $"run {run}";

    private async Task ComeAndGoAsync(TestApp app, Func<Task> entered)
    {
        int arrived = _arrived.Count;
        int gone = _gone.Count;
        using var leaving = new CancellationTokenSource();
        Task leaves = LeaveAsync(app, leaving.Token);
        await _arrived.ReachAsync(arrived + 1);
        await entered();
        await leaving.CancelAsync();
        await _gone.ReachAsync(gone + 1);
        await leaves;
    }

    private static async Task LeaveAsync(TestApp app, CancellationToken left)
    {
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "X-Leaves: 1");
        try
        {
            (await app.Client.SendAsync(request, left)).Dispose();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private Task<TestApp> StartAsync(
        Kind kind, Func<Task> work, Func<HttpContext, Task>? afterwards = null, bool heedsToken = false, Gate? timedOut = null) => StartAsync(
        routes =>
        {
            if (kind == Kind.Mvc)
                routes.MapControllers();
            else
                routes.MapGet("/", (HttpContext context, Work own) => AnswerAsync(kind, context, own))
                    .WithMetadata(new CacheAttribute(60) { Lease = kind == Kind.Leased ? 30 : double.NaN });
        },
        new TestAppSettings
        {
            Services = services => services.AddSingleton(new Work(context => RunAsync(context, work, afterwards, heedsToken)))
                .AddControllers().ConfigureApplicationPartManager(new ListedControllers(typeof(WorkController)).ReplaceAll),
            Outer = outer => outer.Use((context, next) => NoteClientAsync(context, next, timedOut)),
        });

    private async Task<int> RunAsync(HttpContext context, Func<Task> work, Func<HttpContext, Task>? afterwards, bool heedsToken)
    {
        int run = _runs.Add();
        CancellationToken stop = heedsToken ? context.RequestAborted : default;
        _entered.Pass();
        await work().WaitAsync(stop);
        stop.ThrowIfCancellationRequested();
        if (afterwards is not null)
            await afterwards(context);
        return run;
    }

    private static async Task<IResult> AnswerAsync(Kind kind, HttpContext context, Work own)
    {
        int run = await own(context);
        return kind switch
        {
            Kind.Json => Results.Json(new { run }),
            Kind.Stream => Results.Stream(async stream => await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"run {run}"))),
            _ => Results.Text($"run {run}"),
        };
    }

    // Counts a client when its request has reached the point at which it waits.
    private async Task NoteClientAsync(HttpContext context, RequestDelegate next, Gate? timedOut)
    {
        if (context.Request.Headers.ContainsKey("X-Leaves"))
            context.RequestAborted.Register(() => _gone.Add());
        if (!context.Request.Headers.ContainsKey("X-Timeout"))
        {
            Task answering = next(context);
            _arrived.Add();
            await answering;
            return;
        }

        using var timeout = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        context.Features.Set<IHttpRequestTimeoutFeature>(new ControlledTimeout(timeout.Token));
        context.RequestAborted = either.Token;
        try
        {
            Task answering = next(context);
            _arrived.Add();
            await timedOut!.Opened;
            await timeout.CancelAsync();
            _gone.Add();
            await answering;
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }
}
