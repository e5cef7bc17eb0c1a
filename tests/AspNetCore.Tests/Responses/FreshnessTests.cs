using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The headers that say how long clients may keep a response: Cache-Control, Expires and Age.</summary>
public sealed class FreshnessTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_miss_may_be_kept_for_its_whole_expiration()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer miss = await app.GetAsync();
        Assert.That((miss["Cache-Control"], miss["Expires"]), Is.EqualTo(("max-age=60", "Sun, 01 Mar 2026 12:01:00 GMT")));
    }

    [TestCase(0, "max-age=60")]
    [TestCase(1, "max-age=59")]
    [TestCase(15.5, "max-age=44")]
    [TestCase(59.9, "max-age=0")]
    public async Task A_hit_may_be_kept_for_its_remaining_time_to_live(double seconds, string cacheControl)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Cache-Control"]), Is.EqualTo(("HIT", cacheControl)));
    }

    [Test]
    public async Task A_hit_expires_when_its_entry_does()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer miss = await app.GetAsync();
        app.Clock.Advance(15 * _second);
        Assert.That((await app.GetAsync())["Expires"], Is.EqualTo(miss["Expires"]));
    }

    [Test]
    public async Task An_expired_entry_is_a_miss()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs));
        await app.GetAsync();
        app.Clock.Advance(60 * _second);
        Answer second = await app.GetAsync();
        Assert.That((second.CacheKit, second.Body, second["Cache-Control"]), Is.EqualTo(("MISS", "2", "max-age=60")));
    }

    [Test]
    public async Task An_entry_that_never_expires_may_be_kept_for_a_year()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/default", [Cache] () => "hello");
            routes.MapGet("/ever", [Cache(CacheAttribute.NeverExpire)] () => "hello");
        });
        Answer[] answers = [await app.GetAsync("/default"), await app.GetAsync("/default"), await app.GetAsync("/ever"), await app.GetAsync("/ever")];
        Assert.That(answers.Select(answer => answer["Cache-Control"]), Is.All.EqualTo("max-age=31536000"));
        Assert.That(answers.Select(answer => answer.CacheKit), Is.EqualTo(new[] { "MISS", "HIT", "MISS", "HIT" }));
    }

    [Test]
    public async Task An_entry_that_never_expires_is_still_there_after_ten_years()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(CacheAttribute.NeverExpire)] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromDays(3_650));
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Cache-Control"]), Is.EqualTo(("HIT", "max-age=31536000")));
    }

    [Test]
    public async Task A_never_expiring_endpoint_ignores_the_default_expiration()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(CacheAttribute.NeverExpire)] () => "hello"),
            new TestAppSettings { Options = options => options.Expiration = 60 * _second });
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task An_endpoint_without_an_expiration_has_the_default_one()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache] () => "hello"),
            new TestAppSettings { Options = options => options.Expiration = TimeSpan.FromMinutes(5) });
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=300"));
    }

    [Test]
    public async Task An_expiration_of_less_than_a_second_is_exact()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache] () => "hello"),
            new TestAppSettings { Options = options => options.Expiration = TimeSpan.FromMilliseconds(500) });
        Answer miss = await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromMilliseconds(499));
        Answer hit = await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Answer late = await app.GetAsync();
        Assert.That((miss.CacheKit, hit.CacheKit, late.CacheKit), Is.EqualTo(("MISS", "HIT", "MISS")));
        Assert.That((miss["Cache-Control"], hit["Cache-Control"]), Is.EqualTo(("max-age=0", "max-age=0")));
    }

    [TestCase(3_650)]
    [TestCase(4_000_000)]
    public async Task An_expiration_of_many_years_works(int days)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache] () => "hello"),
            new TestAppSettings { Options = options => options.Expiration = TimeSpan.FromDays(days) });
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((200, "HIT")));
    }

    [TestCase("public, max-age=10")]
    [TestCase("max-age=0, must-revalidate")]
    [TestCase("s-maxage=5")]
    public async Task The_cache_control_of_the_handler_wins(string cacheControl)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["Cache-Control"], miss["Expires"]), Is.EqualTo((cacheControl, (string?)null)));
        Assert.That((hit.CacheKit, hit["Cache-Control"], hit["Expires"]), Is.EqualTo(("HIT", cacheControl, (string?)null)));
    }

    [Test]
    public async Task The_expires_of_the_handler_wins()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.Expires = "Sun, 01 Mar 2026 18:00:00 GMT";
            return "hello";
        }));
        await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit["Expires"], hit["Cache-Control"]), Is.EqualTo(("Sun, 01 Mar 2026 18:00:00 GMT", (string?)null)));
    }

    [Test]
    public async Task A_hit_with_the_cache_control_of_its_handler_has_an_age()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "max-age=50";
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        app.Clock.Advance(20.5 * _second);
        Answer hit = await app.GetAsync();
        Assert.That((miss["Age"], hit["Age"]), Is.EqualTo(((string?)null, "20")));
    }

    [Test]
    public async Task A_hit_whose_max_age_counts_from_now_has_no_age()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync())["Age"], Is.Null);
    }

    [Test]
    public async Task A_clock_that_was_put_back_makes_no_age_negative()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "max-age=50";
                return "hello";
            }),
            new TestAppSettings { Options = options => options.TimeProvider = clock });
        await app.GetAsync();
        clock.AdjustTime(clock.GetUtcNow() - TimeSpan.FromHours(1));
        Answer hit = await app.GetAsync("/", "Cache-Control: max-age=10");
        Assert.That((hit.CacheKit, hit["Age"]), Is.EqualTo(("HIT", (string?)null)));
    }

    [Test]
    public async Task The_max_age_of_an_entry_is_at_most_the_expiration_of_its_endpoint()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { run = 1 }));
        await app.Backend.SetAsync($"::GET {app.Origin}/", "{}"u8.ToArray(), timeToLive: null);
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit.Body, hit["Cache-Control"]), Is.EqualTo(("HIT", "{}", "max-age=60")));
    }
}
