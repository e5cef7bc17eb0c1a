using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>An application whose store is down answers as if it had no cache.</summary>
[TestFixture]
public sealed class StoreDownTests
{
    private InMemoryBackend _entries = null!;
    private BrokenBackend _backend = null!;
    private int _runs;

    [SetUp]
    public void BreakDown()
    {
        _entries = new InMemoryBackend();
        _backend = new BrokenBackend(_entries);
        _runs = 0;
    }

    [TearDown]
    public void Close() => _entries.Dispose();

    [Test]
    public async Task Every_request_is_answered_by_the_handler()
    {
        await using TestApp app = await StartAsync();
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Status, second.CacheKit, second.Body), Is.EqualTo((200, "MISS", "2")));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=uri-miss"));
    }

    [Test]
    public async Task A_head_and_a_conditional_request_are_answered()
    {
        await using TestApp app = await StartAsync();
        Answer head = await app.SendAsync(HttpMethod.Head);
        Answer unmodified = await app.GetAsync("/", "If-None-Match: *");
        Assert.That((head.Status, unmodified.Status), Is.EqualTo((200, 304)));
    }

    [Test]
    public async Task An_outage_is_one_warning()
    {
        await using TestApp app = await StartAsync();
        for (int i = 0; i < 10; i++)
            await app.GetAsync();
        LogLine warning = app.Log.OfCacheKit.Single(line => line.Level >= LogLevel.Warning);
        Assert.That(warning.Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(warning.Message, Does.Contain("BrokenBackend"));
        Assert.That(warning.Exception, Is.InstanceOf<IOException>());
    }

    [Test]
    public async Task An_outage_under_load_is_one_warning()
    {
        await using TestApp app = await StartAsync();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => app.GetAsync($"/?{number}")));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(app.Log.OfCacheKit.Count(line => line.Level >= LogLevel.Warning), Is.EqualTo(1));
    }

    [Test]
    public async Task An_endpoint_with_tags_is_answered_too()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60, Tags = ["user:{id}", "users"])] (int id) => id), new TestAppSettings { Backend = _backend });
        await app.GetAsync("/7");
        await app.Cache.EvictAsync("users");
        Answer second = await app.GetAsync("/7");
        Assert.That((second.Status, second.CacheKit, second.Body), Is.EqualTo((200, "MISS", "7")));
        Assert.That(app.Log.OfCacheKit.Count(line => line.Level >= LogLevel.Warning), Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_outage_is_a_second_warning()
    {
        await using TestApp app = await StartAsync();
        await app.GetAsync();
        _backend.IsDown = false;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.GetAsync();
        _backend.IsDown = true;
        await app.GetAsync();
        Assert.That(app.Log.OfCacheKit.Count(line => line.Level >= LogLevel.Warning), Is.EqualTo(2));
    }

    [Test]
    public async Task Caching_resumes_when_the_store_is_back()
    {
        await using TestApp app = await StartAsync();
        await app.GetAsync();
        _backend.IsDown = false;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.GetAsync();
        Answer third = await app.GetAsync();
        Assert.That((third.CacheKit, third.Body), Is.EqualTo(("HIT", "2")));
        Assert.That(app.Log.OfCacheKit.Select(line => line.Message), Has.Some.StartsWith("BrokenBackend answers again"));
    }

    [Test]
    public async Task A_store_that_fails_between_read_and_write_fails_no_request()
    {
        _backend.IsDown = false;
        await using TestApp app = await StartAsync(beforeHandler: () => _backend.IsDown = true);
        Answer answer = await app.GetAsync();
        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "1")));
    }

    [Test]
    public async Task Only_if_cached_is_a_504()
    {
        await using TestApp app = await StartAsync();
        Assert.That((await app.GetAsync("/", "Cache-Control: only-if-cached")).Status, Is.EqualTo(504));
    }

    [TestCase(0, null)]
    [TestCase(0, "tag")]
    [TestCase(10, null)]
    [TestCase(10, "tag")]
    public async Task A_store_that_does_not_answer_costs_a_request_its_timeout_once(int lease, string? tag)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(1);
        var backend = new SilentBackend();
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", () => "computed").Cache(60, lease: lease, tags: tag is null ? null : [tag]),
            new TestAppSettings { Backend = backend, Options = options => options.Store = new StoreOptions { Timeout = timeout } });
        Task<Answer> request = app.GetAsync();
        await backend.Asked;
        app.Clock.Advance(timeout);
        Assert.That((await request).Body, Is.EqualTo("computed"));
    }

    private Task<TestApp> StartAsync(Action? beforeHandler = null) => TestApp.StartAsync(
        routes => routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] () =>
        {
            beforeHandler?.Invoke();
            return Interlocked.Increment(ref _runs);
        }),
        new TestAppSettings { Backend = _backend });
}
