namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The headers that the cache adds to a response: what it varies by, and how long and for whom it is valid.</summary>
public sealed class OwnHeadersTests(Store store) : EndpointTests(store)
{
    private static readonly VaryByAttribute _user = new() { User = true };

    private static IEnumerable<TestCaseData> Policies =>
    [
        new TestCaseData(new VaryByAttribute(), false, null, "max-age=60").SetArgDisplayNames("nothing"),
        new TestCaseData(new VaryByAttribute { Headers = ["X-Shape", "Accept"] }, false, "X-Shape, Accept", "max-age=60").SetArgDisplayNames("headers"),
        new TestCaseData(new VaryByAttribute { Cookies = ["theme"] }, false, "Cookie", "max-age=60").SetArgDisplayNames("cookies"),
        new TestCaseData(new VaryByAttribute { IrrelevantCookies = ["theme"] }, false, null, "max-age=60").SetArgDisplayNames("irrelevant cookies"),
        new TestCaseData(new VaryByAttribute(), true, "Accept-Language, Cookie", "max-age=60").SetArgDisplayNames("culture"),
        new TestCaseData(_user, false, "Authorization, Cookie", "private, max-age=60").SetArgDisplayNames("user"),
        new TestCaseData(new VaryByAttribute { User = true, Cookies = ["theme"] }, false, "Cookie, Authorization", "private, max-age=60")
            .SetArgDisplayNames("user and cookies"),
    ];

    [TestCaseSource(nameof(Policies))]
    public async Task A_response_says_what_its_key_contains(VaryByAttribute varyBy, bool hasCulture, string? vary, string cacheControl)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello").WithMetadata(varyBy),
            new TestAppSettings { Outer = outer => _ = hasCulture ? outer.UseRequestLocalization("en", "de") : outer });
        Answer[] answers = [await app.GetAsync(), await app.GetAsync(), await app.GetAsync("/", "If-None-Match: *")];
        Assert.That(answers.Select(answer => answer.CacheKit), Is.EqualTo(new[] { "MISS", "HIT", "HIT" }));
        Assert.That(answers.Select(answer => (answer["Vary"], answer["Cache-Control"])), Is.All.EqualTo((vary, cacheControl)));
    }

    [TestCase(false, "max-age=30", "max-age=30")]
    [TestCase(false, "public, max-age=30", "public, max-age=30")]
    [TestCase(true, "max-age=30", "private,max-age=30")]
    [TestCase(true, "public, max-age=30", "public, max-age=30")]
    public async Task The_lifetime_that_a_handler_sets_stays_and_is_private_where_users_have_entries(bool variesByUser, string own, string sent)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = own;
            return "hello";
        }).WithMetadata(variesByUser ? _user : new VaryByAttribute()));
        Answer[] answers = [await app.GetAsync(), await app.GetAsync()];
        Assert.That(answers.Select(answer => (answer["Cache-Control"], answer["Expires"])), Is.All.EqualTo((sent, (string?)null)));
    }

    [TestCase(0, null)]
    [TestCase(1, "1")]
    [TestCase(59, "59")]
    public async Task A_response_with_a_lifetime_of_its_handler_has_its_date_and_its_age(int seconds, string? age)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "max-age=600";
            return "hello";
        }));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Answer hit = await app.GetAsync();
        Assert.That((hit.CacheKit, hit["Age"], hit["Date"]), Is.EqualTo(("HIT", age, "Sun, 01 Mar 2026 12:00:00 GMT")));
    }

    [Test]
    public async Task A_lifetime_of_the_cache_counts_from_its_own_date()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Grace = 600)] (HttpContext context) =>
        {
            context.Response.Headers.Date = "Sun, 01 Mar 2020 12:00:00 GMT";
            return "hello";
        }));
        Answer[] answers = [await app.GetAsync(), await app.GetAsync()];
        Assert.That(answers.Select(answer => answer["Date"]), Has.None.EqualTo("Sun, 01 Mar 2020 12:00:00 GMT"));
        Assert.That(
            answers.Select(answer => (answer["Cache-Control"], answer["Expires"], answer["Age"])),
            Is.All.EqualTo(("max-age=60, stale-if-error=600", "Sun, 01 Mar 2026 12:01:00 GMT", (string?)null)));
    }
}
