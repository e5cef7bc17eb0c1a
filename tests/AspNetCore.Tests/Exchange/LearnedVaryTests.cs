using System.Collections.Concurrent;
using CacheKit.AspNetCore.Tests.Fakes;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>
/// Concurrent requests of one key run the handler once, also while the cache learns from a response which headers the endpoint varies by.
/// </summary>
public sealed class LearnedVaryTests(Store store) : EndpointTests(store)
{
    private static readonly string[] _lessons = ["/X-One", "/X-Two"];

    private ConcurrentDictionary<string, int> _runs = null!;
    private Tally _arrived = null!;
    private Gate _entered = null!;
    private Gate _end = null!;

    [SetUp]
    public void Reset() => (_runs, _arrived, _entered, _end) = (new(), new(), new(), new());

    [Test]
    public async Task A_request_that_arrives_while_the_first_response_with_Vary_is_stored_waits_for_it()
    {
        using var entries = new InMemoryBackend();
        var store = new PausedWriteBackend(entries);
        await using TestApp app = await StartAppAsync(new TestAppSettings { Backend = store });
        Task<Answer> leader = app.GetAsync("/X-One");
        await store.Begun.Opened;
        Task<Answer> follower = app.GetAsync("/X-One");
        await _arrived.ReachAsync(2);
        store.End.Pass();
        Answer[] answers = await Task.WhenAll(leader, follower);
        Assert.That(answers.Select(answer => answer.Body), Is.All.EqualTo("X-One 1"));
        Assert.That((await app.GetAsync("/X-One")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_request_waits_for_a_handler_that_started_before_responses_of_other_URLs_named_headers_in_Vary([Values(1, 2)] int lessons)
    {
        await using TestApp app = await StartAppAsync();
        Task<Answer> leader = app.GetAsync("/slow", "X-One: a");
        await _entered.Opened;
        await LearnAsync(app, lessons);
        Task<Answer> follower = app.GetAsync("/slow", "X-One: a");
        await _arrived.ReachAsync(lessons + 2);
        _end.Pass();
        Answer[] answers = await Task.WhenAll(leader, follower);
        Assert.That(answers.Select(answer => answer.Body), Is.All.EqualTo("slow 1"));
        Assert.That((await follower).CacheStatus, Is.EqualTo("CacheKit; fwd=miss; collapsed"));
        Assert.That((await app.GetAsync("/slow", "X-One: a")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_request_with_other_headers_gets_a_stored_response_of_its_own_after_such_a_handler()
    {
        await using TestApp app = await StartAppAsync();
        Task<Answer> leader = app.GetAsync("/slow", "X-One: a");
        await _entered.Opened;
        await LearnAsync(app, 1);
        Task<Answer> follower = app.GetAsync("/slow", "X-One: b");
        await _arrived.ReachAsync(3);
        _end.Pass();
        Assert.That(((await leader).Body, (await follower).Body), Is.EqualTo(("slow 1", "slow 2")));
        Answer[] next = [await app.GetAsync("/slow", "X-One: a"), await app.GetAsync("/slow", "X-One: b")];
        Assert.That(next.Select(answer => (answer.Body, answer.CacheKit)), Is.EqualTo(new[] { ("slow 1", "HIT"), ("slow 2", "HIT") }));
    }

    [Test]
    public async Task A_request_whose_key_changes_while_it_is_built_finds_the_response_that_was_stored_meanwhile()
    {
        TestApp? app = null;
        await using (app = await StartAppAsync(new TestAppSettings { Outer = outer => outer.Use(InterruptAsync) }))
        {
            await LearnAsync(app, 1);
            Answer interrupted = await app.GetAsync("/X-Two", "X-Interrupted: 1");
            Assert.That((interrupted.Body, interrupted.CacheKit), Is.EqualTo(("X-Two 1", "HIT")));
        }

        Task InterruptAsync(HttpContext context, RequestDelegate next)
        {
            IHttpRequestFeature request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
            if (request.Headers.ContainsKey("X-Interrupted"))
                request.Headers = new InterruptedHeaders(request.Headers, "X-One", () => app!.GetAsync("/X-Two").GetAwaiter().GetResult());
            return next(context);
        }
    }

    // Each response of these URLs names another header in Vary.
    private static async Task LearnAsync(TestApp app, int lessons)
    {
        foreach (string url in _lessons.Take(lessons))
            await app.GetAsync(url);
    }

    private Task<TestApp> StartAppAsync(TestAppSettings? settings = null) => StartAsync(
        routes => routes.MapGet("/{url}", [Cache(60)] (string url, HttpContext context) => AnswerAsync(url, context)),
        (settings ?? new TestAppSettings()) with { Outer = settings?.Outer + (outer => outer.Use(NoteArrivalAsync)) });

    private async Task<string> AnswerAsync(string url, HttpContext context)
    {
        int run = _runs.AddOrUpdate(url, 1, (_, runs) => runs + 1);
        if (url == "slow")
        {
            _entered.Pass();
            await _end.Opened;
        }

        context.Response.Headers.Vary = url == "slow" ? "X-One" : url;
        return $"{url} {run}";
    }

    // Counts a request when it has reached the point at which it waits.
    private async Task NoteArrivalAsync(HttpContext context, RequestDelegate next)
    {
        Task answering = next(context);
        _arrived.Add();
        await answering;
    }
}
