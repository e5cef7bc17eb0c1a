using CacheKit.Conformance;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>Requests of cached endpoints are counted for their route template, as their status header says.</summary>
[TestFixture, NonParallelizable]
internal sealed class RouteMetricsTests
{
    private CollectedMetrics _metrics = null!;

    [SetUp]
    public void Listen() => _metrics = new CollectedMetrics();

    [TearDown]
    public void EndMetrics() => _metrics.Dispose();

    [Test]
    public async Task Requests_are_counted_as_their_status_says([Values] Store store)
    {
        string route = $"/things/{store}/{{id}}";
        await using TestApp app = await TestApp.StartAsync(
            app => app.MapGet(route, [Cache(60)] (int id) => $"thing {id}"), new TestAppSettings { Store = store });
        for (int i = 0; i < 3; i++)
            await app.GetAsync($"/things/{store}/7");
        await app.GetAsync($"/things/{store}/7", "Cache-Control: no-cache");
        await app.GetAsync($"/things/{store}/7", "Authorization: Bearer x");
        string level = store == Hosting.Store.Payloads ? "l2" : "l1";
        Assert.That(
            Of("cachekit.requests", route).Select(point => (point["cachekit.result"], point["cachekit.level"], point["cachekit.reason"], point.Sum)).Order(),
            Is.EqualTo(new (object?, object?, object?, double)[]
            {
                ("bypass", null, "authorization", 1), ("bypass", null, "request", 1), ("hit", level, null, 2), ("miss", null, null, 1),
            }));
        Assert.That(Of("cachekit.computation.duration", route).Sum(point => point.Count), Is.EqualTo(2));
    }

    [Test]
    public async Task A_response_that_is_not_stored_is_counted_with_the_reason_of_its_status()
    {
        await using TestApp app = await TestApp.StartAsync(app =>
        {
            app.MapGet("/cookie", [Cache(60)] (HttpContext context) => context.Response.Cookies.Append("name", "value"));
            app.MapGet("/private", [Cache(60)] (HttpContext context) => { context.Response.Headers.CacheControl = "private"; });
        });
        await app.GetAsync("/cookie");
        await app.GetAsync("/cookie");
        await app.GetAsync("/private");
        Assert.That(Of("cachekit.responses.unstored", "/cookie").Select(point => (point["cachekit.reason"], point.Sum)), Is.EqualTo(new[] { ((object?)"set-cookie", 2.0) }));
        Assert.That(Of("cachekit.responses.unstored", "/private").Select(point => (point["cachekit.reason"], point.Sum)), Is.EqualTo(new[] { ((object?)"private", 1.0) }));
    }

    [Test]
    public async Task A_handler_that_throws_is_a_miss()
    {
        await using TestApp app = await TestApp.StartAsync(app => app.MapGet("/broken", [Cache(60)] string () => throw new InvalidDataException()));
        await app.GetAsync("/broken");
        Assert.That(Of("cachekit.requests", "/broken").Select(point => (point["cachekit.result"], point.Sum)), Is.EqualTo(new[] { ((object?)"miss", 1.0) }));
        Assert.That(Of("cachekit.computation.duration", "/broken").Single()["error.type"], Is.EqualTo("System.IO.InvalidDataException"));
    }

    [Test]
    public async Task Requests_that_share_a_run_are_misses_and_a_stale_response_is_stale()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        await using TestApp app = await TestApp.StartAsync(
            app => app.MapGet("/shared", [Cache(60)] () =>
            {
                Interlocked.Increment(ref runs);
                return gate.Task;
            }),
            new TestAppSettings { Options = options => options.Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero } });
        Task<Answer>[] first = [app.GetAsync("/shared"), app.GetAsync("/shared")];
        await Poll.UntilAsync(() => Volatile.Read(ref runs) > 0);
        gate.SetResult("value");
        await Task.WhenAll(first);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.GetAsync("/shared");
        Dictionary<object, double> results = Of("cachekit.requests", "/shared").GroupBy(point => point["cachekit.result"]!)
            .ToDictionary(points => points.Key, points => points.Sum(point => point.Sum));
        Assert.That(results["stale"], Is.EqualTo(1));
        Assert.That(results.Values.Sum(), Is.EqualTo(3));
    }

    private IEnumerable<Point> Of(string instrument, string route) =>
        _metrics.All().TryGetValue(instrument, out IReadOnlyList<Point>? points) ? points.Where(point => Equals(point["http.route"], route)) : [];
}
