using CacheKit.Conformance;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>One run of a handler among all processes that use a store. A second application stands for another process.</summary>
[TestFixture]
public sealed class LeaseTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _lessThanTheLease = TimeSpan.FromSeconds(9);

    private readonly TestClock _clock = new(_start);
    private InMemoryBackend _entries = null!;

    [SetUp]
    public void MakeStore() => _entries = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });

    [TearDown]
    public void DisposeStore() => _entries.Dispose();

    [Test]
    public async Task A_process_waits_for_the_entry_while_the_handler_runs_in_another()
    {
        var entered = new Gate();
        var end = new Gate();
        await using TestApp one = await StartAsync(async () =>
        {
            entered.Pass();
            await end.Opened;
            return "one";
        });
        await using TestApp other = await StartAsync(() => Task.FromResult("other"));
        Task<Answer> leader = one.GetAsync("/", "Host: cache");
        await entered.Opened;
        Task<Answer> waiting = other.GetAsync("/", "Host: cache");
        end.Pass();
        await leader;
        await _clock.PassUntilAsync(waiting, _lessThanTheLease);
        Assert.That(((await leader).Body, (await waiting).Body, (await waiting).CacheKit), Is.EqualTo(("one", "one", "HIT")));
    }

    [Test]
    public async Task The_handler_runs_in_the_next_process_when_it_has_failed_in_the_first()
    {
        var entered = new Gate();
        var end = new Gate();
        await using TestApp one = await StartAsync(async () =>
        {
            entered.Pass();
            await end.Opened;
            throw new IOException("down");
        });
        await using TestApp other = await StartAsync(() => Task.FromResult("other"));
        Task<Answer> leader = one.GetAsync("/", "Host: cache");
        await entered.Opened;
        Task<Answer> waiting = other.GetAsync("/", "Host: cache");
        end.Pass();
        Assert.That((await leader).Status, Is.EqualTo(500));
        await _clock.PassUntilAsync(waiting, _lessThanTheLease);
        Assert.That(((await waiting).Body, (await waiting).CacheStatus), Is.EqualTo(("other", "CacheKit; fwd=uri-miss; stored")));
    }

    [Test]
    public async Task The_lease_is_released_where_the_response_is_not_stored()
    {
        await using TestApp one = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60, Lease = 10)] (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return "one";
            }),
            Settings());
        await using TestApp other = await StartAsync(() => Task.FromResult("other"));
        await one.GetAsync("/", "Host: cache");
        Assert.That((await other.GetAsync("/", "Host: cache")).Body, Is.EqualTo("other"));
    }

    [Test]
    public async Task A_process_that_lost_the_lease_does_not_overwrite_a_newer_response()
    {
        var entered = new Gate();
        var end = new Gate();
        await using TestApp one = await StartAsync(async () =>
        {
            entered.Pass();
            await end.Opened;
            return "one";
        });
        Task<Answer> leader = one.GetAsync("/", "Host: cache");
        await entered.Opened;
        await _entries.SetAsync("::GET http://cache/", "{}"u8.ToArray(), TimeSpan.FromSeconds(60));
        end.Pass();
        Assert.That(((await leader).Body, (await leader).CacheStatus), Is.EqualTo(("one", "CacheKit; fwd=uri-miss")));
        Assert.That((await one.GetAsync("/", "Host: cache")).Body, Is.EqualTo("{}"));
    }

    [Test]
    public async Task A_stale_entry_is_replaced_under_the_lease()
    {
        int runs = 0;
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", () => Interlocked.Increment(ref runs)).Cache(new CacheEntryOptions
            {
                Expiration = TimeSpan.FromSeconds(60),
                Stale = new StaleOptions { Grace = TimeSpan.FromSeconds(600), SoftTimeout = TimeSpan.FromSeconds(1) },
                Lease = TimeSpan.FromSeconds(10),
            }),
            Settings());
        await app.GetAsync();
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; fwd=stale; stored"));
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_client_that_wants_a_new_response_waits_for_no_lease()
    {
        var entered = new Gate();
        var end = new Gate();
        await using TestApp one = await StartAsync(async () =>
        {
            entered.Pass();
            await end.Opened;
            return "one";
        });
        await using TestApp other = await StartAsync(() => Task.FromResult("other"));
        Task<Answer> leader = one.GetAsync("/", "Host: cache");
        await entered.Opened;
        Answer asked = await other.GetAsync("/", "Host: cache", "Cache-Control: no-cache");
        end.Pass();
        await leader;
        Assert.That((asked.Body, asked.CacheStatus), Is.EqualTo(("other", "CacheKit; fwd=request; stored")));
    }

    [Test]
    public async Task A_request_whose_client_leaves_while_it_waits_for_a_lease_runs_no_handler()
    {
        var entered = new Gate();
        var end = new Gate();
        var asked = new Tally();
        var ended = new Gate();
        int runs = 0;
        await using TestApp one = await StartAsync(async () =>
        {
            entered.Pass();
            await end.Opened;
            throw new IOException("down");
        });
        await using TestApp other = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60, Lease = 10)] () => Interlocked.Increment(ref runs)),
            Settings() with { Outer = outer => outer.Use((context, next) => NoteAsync(next(context))) });
        Task<Answer> leader = one.GetAsync("/", "Host: cache");
        await entered.Opened;
        using var leaving = new CancellationTokenSource();
        using HttpRequestMessage request = TestApp.Request(HttpMethod.Get, "/", "Host: cache");
        Task<HttpResponseMessage> left = other.Client.SendAsync(request, leaving.Token);
        await asked.ReachAsync(1);
        await leaving.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        await ended.Opened;
        end.Pass();
        await leader;
        Assert.That((runs, (await other.GetAsync("/", "Host: cache")).Body), Is.EqualTo((0, "1")));

        async Task NoteAsync(Task answering)
        {
            asked.Add();
            try
            {
                await answering;
            }
            finally
            {
                ended.Pass();
            }
        }
    }

    private Task<TestApp> StartAsync(Func<Task<string>> handler) =>
        TestApp.StartAsync(routes => routes.MapGet("/", [Cache(60, Lease = 10)] () => handler()), Settings());

    private TestAppSettings Settings() => new() { Backend = new PayloadBackend(_entries), Options = options => options.TimeProvider = _clock };
}
