using System.Globalization;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The age and the freshness that a client computes from the headers (RFC 9111, section 4.2), on hits and misses.</summary>
public sealed class AgeTests(Store store) : EndpointTests(store)
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_hit_is_fresh_for_as_long_as_its_miss_was_less_the_time_passed(
        [Values("", "0", "3600", "-3600", "10")] string dateSkew)
    {
        string[] queries =
        [
            .. from age in new[] { "", "0", "30", "30, 40", "x" }
               from expires in new[] { "", "60" }
               from cacheControl in new[] { "", "max-age=60", "max-age=60, s-maxage=90", "public" }
               select $"/?date={dateSkew}&age={age}&expires={expires}&control={cacheControl}"
        ];
        await using TestApp app = await StartAsync(Responding);
        var misses = new Dictionary<string, Answer>();
        foreach (string query in queries)
            misses[query] = await app.GetAsync(query);

        var wrong = new List<string>();
        foreach (int passed in new[] { 0, 1, 19, 40 })
        {
            app.Clock.Advance(passed * _second);
            DateTimeOffset now = app.Clock.GetUtcNow();
            foreach ((string query, bool byReference) in from query in queries from byReference in new[] { false, true } select (query, byReference))
            {
                Answer hit = await app.GetAsync(query);
                Assert.That(hit.CacheKit, Is.EqualTo("HIT"));
                TimeSpan? left = ClientFreshness.Left(hit, now, byReference);
                TimeSpan? expected = ClientFreshness.Left(misses[query], _start, byReference) - (now - _start);
                if (left != expected)
                    wrong.Add($"{query} after {now - _start}, shared {byReference}: {left}, not {expected}");
            }
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    [Test]
    public async Task An_age_that_is_too_large_is_sent_as_the_largest_one()
    {
        await using TestApp app = await StartAsync(Responding);
        await app.GetAsync("/?date=&age=99999999999&expires=&control=public");
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync("/?date=&age=99999999999&expires=&control=public"))["Age"], Is.EqualTo("2147483648"));
    }

    [Test]
    public async Task The_age_of_the_handler_is_added_to_the_time_in_the_cache()
    {
        await using TestApp app = await StartAsync(Aged("max-age=100"));
        Answer miss = await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Assert.That((miss["Age"], (await app.GetAsync())["Age"]), Is.EqualTo(("30", "50")));
    }

    [Test]
    public async Task Where_the_cache_sets_the_lifetime_the_age_of_the_handler_stays()
    {
        await using TestApp app = await StartAsync(Aged(null));
        Answer miss = await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Answer hit = await app.GetAsync();
        Assert.That((miss["Age"], miss["Cache-Control"]), Is.EqualTo(("30", "max-age=600")));
        Assert.That((hit["Age"], hit["Cache-Control"]), Is.EqualTo(("30", "max-age=580")));
    }

    [Test]
    public async Task Where_the_cache_sets_the_lifetime_the_date_of_the_handler_is_not_sent()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(600)] (HttpContext context) =>
        {
            context.Response.Headers.Date = "Sun, 01 Mar 2020 12:00:00 GMT";
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss["Date"], hit["Date"]), Is.Not.EqualTo(("Sun, 01 Mar 2020 12:00:00 GMT", "Sun, 01 Mar 2020 12:00:00 GMT")));
        Assert.That((miss.Headers["Date"].Length, hit.Headers["Date"].Length), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_miss_and_its_hits_have_the_date_at_which_the_response_was_made()
    {
        await using TestApp app = await StartAsync(Aged("max-age=100"));
        Answer miss = await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Answer hit = await app.GetAsync();
        Answer unmodified = await app.GetAsync("/", "If-None-Match: *");
        Assert.That(new[] { miss["Date"], hit["Date"], unmodified["Date"] }, Is.All.EqualTo("Sun, 01 Mar 2026 12:00:00 GMT"));
        Assert.That((unmodified.Status, unmodified["Age"]), Is.EqualTo((304, "50")));
    }

    [TestCase("max-age=100", "max-age=49", "MISS")]
    [TestCase("max-age=100", "max-age=50", "HIT")]
    [TestCase("max-age=100", "min-fresh=50", "HIT")]
    [TestCase("max-age=100", "min-fresh=51", "MISS")]
    [TestCase("max-age=100", "min-fresh=10, min-fresh=51", "MISS")]
    [TestCase("max-age=100", "min-fresh=51, min-fresh=10", "MISS")]
    [TestCase("s-maxage=90", "min-fresh=41", "MISS")]
    [TestCase(null, "max-age=49", "MISS")]
    [TestCase(null, "max-age=50", "HIT")]
    [TestCase(null, "min-fresh=550", "HIT")]
    [TestCase(null, "min-fresh=551", "MISS")]
    public async Task The_directives_of_a_client_count_with_the_age_of_the_handler(string? cacheControl, string asked, string cacheKit)
    {
        await using TestApp app = await StartAsync(Aged(cacheControl));
        await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync("/", $"Cache-Control: {asked}")).CacheKit, Is.EqualTo(cacheKit));
    }

    [TestCase("Sun, 01 Mar 2026 12:01:00 GMT", "min-fresh=41", "MISS")]
    [TestCase("Sun, 01 Mar 2026 12:01:00 GMT", "min-fresh=40", "HIT")]
    [TestCase("0", "min-fresh=1", "MISS")]
    public async Task Min_fresh_counts_with_the_expires_of_the_handler(string expires, string asked, string cacheKit)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(600)] (HttpContext context) =>
        {
            context.Response.Headers.Expires = expires;
            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync("/", $"Cache-Control: {asked}")).CacheKit, Is.EqualTo(cacheKit));
    }

    [TestCase(null, null, "Sun, 01 Mar 2026 13:01:01 GMT", "Sun, 01 Mar 2026 13:05:00 GMT", null)]
    [TestCase("Expires", "Sun, 01 Mar 2026 12:06:00 GMT", "Sun, 01 Mar 2026 12:01:01 GMT", "Sun, 01 Mar 2026 12:06:00 GMT", null)]
    [TestCase("Cache-Control", "max-age=10", "Sun, 01 Mar 2026 13:01:01 GMT", "Sun, 01 Mar 2026 13:05:00 GMT", "max-age=10")]
    public async Task A_response_that_its_handler_has_renewed_ages_anew(
        string? name, string? value, string date, string expires, string? cacheControl)
    {
        await using TestApp app = await StartAsync(RenewedBy(name, value));
        Answer first = await app.GetAsync();
        app.Clock.Advance(61 * _second);
        Answer renewed = await app.GetAsync();
        Answer hit = await app.GetAsync();
        app.Clock.Advance(5 * _second);
        Answer later = await app.GetAsync();
        Assert.That((first["Age"], renewed.CacheStatus), Is.EqualTo(("30", "CacheKit; fwd=stale; stored")));
        Assert.That((hit.CacheStatus, hit.Body), Is.EqualTo(("CacheKit; hit; ttl=60", "hello")));
        foreach (Answer answer in new[] { renewed, hit })
        {
            string?[] said = [answer["Date"], answer["Expires"], answer["Cache-Control"], answer["Age"]];
            Assert.That(said, Is.EqualTo(new[] { date, expires, cacheControl, null }));
        }

        Assert.That((later["Date"], later["Age"]), Is.EqualTo((date, "5")));
    }

    [TestCase("no-store")]
    [TestCase("private")]
    public async Task A_response_that_its_handler_no_longer_lets_be_stored_is_not_renewed_by_a_304(string cacheControl)
    {
        await using TestApp app = await StartAsync(RenewedBy("Cache-Control", cacheControl));
        await app.GetAsync();
        app.Clock.Advance(61 * _second);
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("MISS"));
    }

    // A handler whose clock is an hour fast, and that answers 304, with the header given, where its response still holds.
    private static Action<WebApplication> RenewedBy(string? name, string? value) => routes => routes.MapGet("/", [Cache(60, Grace = 600)] (
        HttpContext context) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (CacheContext.Current?.PreviousValidator == "v1")
        {
            if (name is not null)
                headers[name] = value;
            return Results.StatusCode(304);
        }

        if (CacheContext.Current is { } entry)
            entry.Validator = "v1";
        headers.Date = "Sun, 01 Mar 2026 13:00:00 GMT";
        headers.Expires = "Sun, 01 Mar 2026 13:05:00 GMT";
        headers.Age = "30";
        return Results.Text("hello");
    });

    private static void Responding(WebApplication routes) => routes.MapGet("/", [Cache(600)] (HttpContext context) => Respond(context, _start));

    // A response with the headers that the query names, by a clock that is so many seconds fast.
    private static string Respond(HttpContext context, DateTimeOffset start)
    {
        IQueryCollection query = context.Request.Query;
        IHeaderDictionary headers = context.Response.Headers;
        DateTimeOffset now = start + (Number("date") * _second);
        if (query["date"] != "")
            headers.Date = now.ToString("r", CultureInfo.InvariantCulture);
        if (query["expires"] != "")
            headers.Expires = (now + (Number("expires") * _second)).ToString("r", CultureInfo.InvariantCulture);
        if (query["age"] != "")
            headers.Age = query["age"];
        if (query["control"] != "")
            headers.CacheControl = query["control"];
        return "hello";

        int Number(string name) => int.TryParse(query[name], CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    private static Action<WebApplication> Aged(string? cacheControl) => routes => routes.MapGet("/", [Cache(600)] (HttpContext context) =>
    {
        context.Response.Headers.Age = "30";
        if (cacheControl is not null)
            context.Response.Headers.CacheControl = cacheControl;
        return "hello";
    });
}
