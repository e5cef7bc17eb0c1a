namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>Clients that have the response already: If-None-Match and If-Modified-Since.</summary>
public sealed class ValidatorsTests(Store store) : EndpointTests(store)
{
    private const string TagOfHello = "\"2cf24dba5fb0a30e26e83b2ac5b9e29e\"";
    private const string Start = "Sun, 01 Mar 2026 12:00:00 GMT";

    private static readonly string[] _headersOf304 = ["Cache-Control", "Content-Location", "ETag", "Expires", "Vary"];

    [TestCase("W/" + TagOfHello)]
    [TestCase(TagOfHello)]
    [TestCase("*")]
    [TestCase("\"a\", W/" + TagOfHello + ", \"b\"")]
    [TestCase("\"a\",W/\"b\"," + TagOfHello)]
    [TestCase("\"with, comma\", " + TagOfHello)]
    public async Task A_tag_that_the_client_has_is_answered_by_a_304_on_a_hit(string ifNoneMatch)
    {
        await using TestApp app = await StartAsync(Hello);
        await app.GetAsync();
        Answer hit = await app.GetAsync("/", $"If-None-Match: {ifNoneMatch}");
        Assert.That((hit.Status, hit.CacheKit, hit.Body), Is.EqualTo((304, "HIT", "")));
    }

    [TestCase("W/" + TagOfHello)]
    [TestCase(TagOfHello)]
    [TestCase("*")]
    [TestCase("\"a\", W/" + TagOfHello + ", \"b\"")]
    public async Task A_tag_that_the_client_has_is_answered_by_a_304_on_a_miss(string ifNoneMatch)
    {
        await using TestApp app = await StartAsync(Hello);
        Answer miss = await app.GetAsync("/", $"If-None-Match: {ifNoneMatch}");
        Assert.That((miss.Status, miss.CacheKit, miss.Body), Is.EqualTo((304, "MISS", "")));
    }

    [TestCase("\"other\"")]
    [TestCase("W/\"2CF24DBA5FB0A30E26E83B2AC5B9E29E\"")]
    [TestCase("2cf24dba5fb0a30e26e83b2ac5b9e29e")]
    [TestCase("\"*\"")]
    [TestCase("")]
    [TestCase("\"")]
    public async Task Another_tag_is_answered_in_full(string ifNoneMatch)
    {
        await using TestApp app = await StartAsync(Hello);
        Answer miss = await app.GetAsync("/", $"If-None-Match: {ifNoneMatch}");
        Answer hit = await app.GetAsync("/", $"If-None-Match: {ifNoneMatch}");
        Assert.That((miss.Status, miss.Body, hit.Status, hit.Body, hit.CacheKit), Is.EqualTo((200, "hello", 200, "hello", "HIT")));
    }

    [Test]
    public async Task A_304_on_a_miss_leaves_the_whole_response_for_the_next()
    {
        await using TestApp app = await StartAsync(Hello);
        await app.GetAsync("/", "If-None-Match: *");
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.CacheKit, hit.Body, hit["Content-Type"]), Is.EqualTo((200, "HIT", "hello", "text/plain; charset=utf-8")));
    }

    [Test]
    public async Task A_304_has_the_headers_that_the_200_has_but_none_of_its_body()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.ContentLocation = "/hello";
            context.Response.Headers.ContentLanguage = "en";
            context.Response.Headers.Vary = "Accept";
            return "hello";
        }));
        Answer miss = await app.GetAsync("/", "If-None-Match: *");
        Answer full = await app.GetAsync();
        Answer hit = await app.GetAsync("/", "If-None-Match: *");
        Assert.That((miss.Status, full.Status, hit.Status), Is.EqualTo((304, 200, 304)));
        Assert.That(Headers(miss), Is.EqualTo(Headers(full)).And.EqualTo(Headers(hit)).And.None.Null);
        foreach (string name in new[] { "Content-Type", "Content-Length", "Content-Language", "Transfer-Encoding" })
            Assert.That((miss[name], hit[name]), Is.EqualTo(((string?)null, (string?)null)), name);
        Assert.That(hit.Headers, Contains.Key("Date"));

        static string?[] Headers(Answer answer) => [.. _headersOf304.Select(name => answer[name])];
    }

    [TestCase("\"v7\"", "\"v7\"")]
    [TestCase("\"v7\"", "W/\"v7\"")]
    [TestCase("W/\"v7\"", "\"v7\"")]
    public async Task The_tag_of_the_handler_is_compared_weakly(string sent, string asked)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.ETag = sent;
            return "hello";
        }));
        Answer miss = await app.GetAsync("/", $"If-None-Match: {asked}");
        Answer hit = await app.GetAsync("/", $"If-None-Match: {asked}");
        Assert.That((miss.Status, hit.Status, hit.EntityTag), Is.EqualTo((304, 304, sent)));
    }

    [Test]
    public async Task Tags_on_two_lines_are_one_list()
    {
        await using TestApp app = await StartAsync(Hello);
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "If-None-Match: \"a\"", $"If-None-Match: {TagOfHello}")).Status, Is.EqualTo(304));
    }

    [Test]
    public async Task The_tag_of_another_address_is_answered_in_full()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{name}", [Cache(60)] (string name) => name));
        Answer other = await app.GetAsync("/a");
        Assert.That((await app.GetAsync("/b", $"If-None-Match: {other.EntityTag}")).Body, Is.EqualTo("b"));
    }

    [Test]
    public async Task A_head_is_answered_by_a_304_too()
    {
        await using TestApp app = await StartAsync(routes => routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] () => "hello"));
        Answer miss = await app.SendAsync(HttpMethod.Head, "/", $"If-None-Match: {TagOfHello}");
        Answer hit = await app.SendAsync(HttpMethod.Head, "/", $"If-None-Match: {TagOfHello}");
        Assert.That((miss.Status, hit.Status, hit.CacheKit), Is.EqualTo((304, 304, "HIT")));
    }

    [Test]
    public async Task Another_status_than_200_is_never_turned_into_a_304()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound("hello")));
        Answer miss = await app.GetAsync("/", "If-None-Match: *");
        Answer hit = await app.GetAsync("/", "If-None-Match: *");
        Assert.That((miss.Status, hit.Status, hit.CacheKit), Is.EqualTo((404, 404, "HIT")));
    }

    [TestCase(Start, 304)]
    [TestCase("Sun, 01 Mar 2026 12:00:05 GMT", 304)]
    [TestCase("Sun, 01 Mar 2026 11:59:59 GMT", 200)]
    [TestCase("yesterday", 200)]
    [TestCase("", 200)]
    public async Task Without_a_tag_the_time_at_which_the_response_was_made_decides(string since, int status)
    {
        await using TestApp app = await StartAsync(Hello);
        app.Clock.Advance(TimeSpan.FromMilliseconds(700));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Answer hit = await app.GetAsync("/", $"If-Modified-Since: {since}");
        Assert.That((hit.Status, hit.CacheKit), Is.EqualTo((status, "HIT")));
    }

    [TestCase(Start, 304)]
    [TestCase("Sun, 01 Mar 2026 11:59:59 GMT", 200)]
    public async Task Plain_json_keeps_the_time_at_which_it_was_made(string since, int status)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }));
        await app.GetAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await app.GetAsync("/", $"If-Modified-Since: {since}")).Status, Is.EqualTo(status));
    }

    [TestCase("Sun, 01 Mar 2026 09:00:00 GMT", 200)]
    [TestCase("Sun, 01 Mar 2026 10:00:00 GMT", 304)]
    [TestCase("Sun, 01 Mar 2026 11:00:00 GMT", 304)]
    public async Task The_handlers_last_modified_decides_where_there_is_one(string since, int status)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.LastModified = "Sun, 01 Mar 2026 10:00:00 GMT";
            return "hello";
        }));
        Answer miss = await app.GetAsync("/", $"If-Modified-Since: {since}");
        Answer hit = await app.GetAsync("/", $"If-Modified-Since: {since}");
        Assert.That((miss.Status, hit.Status), Is.EqualTo((status, status)));
    }

    [Test]
    public async Task If_modified_since_is_ignored_when_there_is_a_tag()
    {
        await using TestApp app = await StartAsync(Hello);
        await app.GetAsync();
        Answer other = await app.GetAsync("/", "If-None-Match: \"other\"", $"If-Modified-Since: {Start}");
        Answer same = await app.GetAsync("/", $"If-None-Match: {TagOfHello}", "If-Modified-Since: Sun, 01 Mar 2020 12:00:00 GMT");
        Assert.That((other.Status, same.Status), Is.EqualTo((200, 304)));
    }

    private static void Hello(WebApplication routes) => routes.MapGet("/", [Cache(60)] () => "hello");
}
