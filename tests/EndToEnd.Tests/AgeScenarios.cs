using System.Globalization;

namespace CacheKit.EndToEnd.Tests;

/// <summary>How long a response from the cache is fresh for a client.</summary>
internal sealed class AgeScenarios(string storeName) : ScenarioTests(storeName)
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [TestCase(0, null, "max-age=60", null, 40)]
    [TestCase(0, 30, "max-age=60", null, 10)]
    [TestCase(0, 30, null, 60, 10)]
    [TestCase(0, null, null, 60, 40)]
    [TestCase(3_600, null, null, 60, 40)]
    [TestCase(3_600, 30, "max-age=60", null, 10)]
    [TestCase(-3_600, null, null, 60, -3_560)]
    public async Task The_remaining_lifetime_counts_the_seconds_in_the_cache_once(
        int skew, int? age, string? cacheControl, int? expires, int left)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/rates", [Cache(600)] (HttpContext context) =>
        {
            DateTimeOffset now = _start + (skew * _second);
            IHeaderDictionary headers = context.Response.Headers;
            headers.Date = now.ToString("r", CultureInfo.InvariantCulture);
            if (age is { } seconds)
                headers.Age = seconds.ToString(CultureInfo.InvariantCulture);
            if (expires is { } lifetime)
                headers.Expires = (now + (lifetime * _second)).ToString("r", CultureInfo.InvariantCulture);
            if (cacheControl is not null)
                headers.CacheControl = cacheControl;
            return new { euro = 1.17 };
        }));
        await app.GetAsync("/rates");
        app.Clock.Advance(20 * _second);
        Answer hit = await app.GetAsync("/rates");
        Assert.That((hit.CacheKit, ClientFreshness.Left(hit, app.Clock.GetUtcNow())), Is.EqualTo(("HIT", left * _second)));
    }

    [TestCase("max-age=49", "MISS")]
    [TestCase("max-age=50", "HIT")]
    [TestCase("min-fresh=50", "HIT")]
    [TestCase("min-fresh=51", "MISS")]
    public async Task A_client_that_wants_a_young_response_counts_the_age_that_it_came_with(string asked, string cacheKit)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/rates", [Cache(600)] (HttpContext context) =>
        {
            context.Response.Headers.Age = "30";
            context.Response.Headers.CacheControl = "max-age=100";
            return new { euro = 1.17 };
        }));
        await app.GetAsync("/rates");
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync("/rates", $"Cache-Control: {asked}")).CacheKit, Is.EqualTo(cacheKit));
    }
}
