using System.Globalization;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Requests whose headers differ although the key of their entry is the same: the number of variants of a URL is limited.</summary>
public sealed class VariantCollisionTests(Store store) : EndpointTests(store)
{
    private static readonly (string One, string Other) _shapes = CollidingShapes();

    private int _runs;

    [SetUp]
    public void Reset() => _runs = 0;

    [TestCase(0)]
    [TestCase(61)]
    public async Task An_entry_for_other_header_values_is_neither_sent_nor_served_stale_but_replaced(int seconds)
    {
        await using TestApp app = await StartAppAsync(TestPolicies.StaleFirst);
        await app.GetAsync("/", $"X-Shape: {_shapes.One}");
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Answer other = await app.GetAsync("/", $"X-Shape: {_shapes.Other}");
        Answer hit = await app.GetAsync("/", $"X-Shape: {_shapes.Other}");
        Assert.That((other.Body, other.CacheKit, other.CacheStatus), Is.EqualTo((_shapes.Other, "MISS", "CacheKit; fwd=vary-miss; stored")));
        Assert.That((hit.Body, hit.CacheKit, _runs), Is.EqualTo((_shapes.Other, "HIT", 2)));
    }

    [Test]
    public async Task A_request_that_waited_for_the_response_to_other_header_values_runs_the_handler_for_itself()
    {
        var arrived = new Tally();
        var end = new Gate();
        await using TestApp app = await StartAppAsync(
            policy: null,
            end.Opened,
            new TestAppSettings
            {
                Outer = arrived.AddRequests,
            });
        await app.GetAsync("/learn");
        Task<Answer> leader = app.GetAsync("/", $"X-Shape: {_shapes.One}");
        await arrived.ReachAsync(2);
        Task<Answer> follower = app.GetAsync("/", $"X-Shape: {_shapes.Other}");
        await arrived.ReachAsync(3);
        end.Pass();
        Answer[] answers = await Task.WhenAll(leader, follower);
        Assert.That(
            answers.Select(answer => (answer.Body, answer.CacheStatus)),
            Is.EqualTo(new[] { (_shapes.One, "CacheKit; fwd=miss; stored"), (_shapes.Other, "CacheKit; fwd=miss") }));
    }

    private Task<TestApp> StartAppAsync(string? policy, Task? end = null, TestAppSettings? settings = null) => StartAsync(
        routes => routes.MapGet("/{url?}", async (string? url, HttpContext context) =>
        {
            Interlocked.Increment(ref _runs);
            context.Response.Headers.Vary = "X-Shape";
            if (url is null && end is not null)
                await end;
            return context.Request.Headers["X-Shape"].ToString();
        }).WithMetadata(new CacheAttribute(60) { Policy = policy }),
        settings);

    private static (string One, string Other) CollidingShapes()
    {
        var variants = new Variants();
        variants.TryLearn(["X-Shape"]);
        return Enumerable.Range(0, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture))
            .GroupBy(shape => variants.KeyOf("/", new HeaderDictionary { ["X-Shape"] = shape }))
            .Where(shapes => shapes.Count() > 1)
            .Select(shapes => (shapes.First(), shapes.Last()))
            .First();
    }
}
