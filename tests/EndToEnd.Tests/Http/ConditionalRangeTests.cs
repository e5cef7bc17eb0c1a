using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>
/// Conditions and ranges (RFC 9110, sections 13.2.2 and 14): the handler creates the whole response once, and the cache evaluates them.
/// </summary>
internal sealed class ConditionalRangeTests(string storeName) : ScenarioTests(storeName)
{
    private const string Text = "0123456789";
    private const string Modified = "Sun, 01 Mar 2026 10:00:00 GMT";
    private const string Earlier = "Sun, 01 Mar 2026 09:00:00 GMT";
    private const string Later = "Sun, 01 Mar 2026 11:00:00 GMT";

    private static readonly string[] _whole = ["200", Text, ""];

    private int _runs;

    [SetUp]
    public void Reset() => _runs = 0;

    [TestCase("If-None-Match: \"v1\"")]
    [TestCase("If-None-Match: W/\"v1\"")]
    [TestCase("If-None-Match: *")]
    [TestCase("If-Modified-Since: " + Modified)]
    [TestCase("Range: bytes=2-4")]
    [TestCase("Range: bytes=50-")]
    [TestCase("If-Match: \"other\"")]
    public async Task Twenty_conditional_or_range_requests_of_a_cold_URL_run_the_handler_once(string header)
    {
        await using TestApp app = await StartFileAsync();
        Answer first = await app.GetAsync("/", header);
        for (int i = 0; i < 19; i++)
        {
            Answer next = await app.GetAsync("/", header);
            Assert.That((next.Status, next.Body, next.CacheKit), Is.EqualTo((first.Status, first.Body, "HIT")));
        }

        Answer whole = await app.GetAsync();
        Assert.That((first.CacheKit, first.Status == 200, whole.Status, whole.Body, whole.CacheKit, _runs), Is.EqualTo(("MISS", false, 200, Text, "HIT", 1)));
    }

    [TestCase("bytes=0-0", "206", "0", "bytes 0-0/10")]
    [TestCase("bytes=2-4", "206", "234", "bytes 2-4/10")]
    [TestCase("bytes=7-", "206", "789", "bytes 7-9/10")]
    [TestCase("bytes=7-99", "206", "789", "bytes 7-9/10")]
    [TestCase("bytes=7-9223372036854775807", "206", "789", "bytes 7-9/10")]
    [TestCase("bytes=0-9", "206", Text, "bytes 0-9/10")]
    [TestCase("bytes=-3", "206", "789", "bytes 7-9/10")]
    [TestCase("bytes=-99", "206", Text, "bytes 0-9/10")]
    [TestCase("Bytes=2-4", "206", "234", "bytes 2-4/10")]
    [TestCase("bytes=10-", "416", "", "bytes */10")]
    [TestCase("bytes=10-12", "416", "", "bytes */10")]
    [TestCase("bytes=-0", "416", "", "bytes */10")]
    [TestCase("bytes=4-2", "200", Text, "")]
    [TestCase("bytes=0-1,3-4", "200", Text, "")]
    [TestCase("bytes=0-1, 90-", "200", Text, "")]
    [TestCase("items=0-1", "200", Text, "")]
    [TestCase("bytes=", "200", Text, "")]
    [TestCase("bytes=-", "200", Text, "")]
    [TestCase("bytes=a-b", "200", Text, "")]
    [TestCase("bytes=99999999999999999999-", "200", Text, "")]
    [TestCase("bytes", "200", Text, "")]
    public async Task A_range_gets_its_part_on_a_miss_and_on_a_hit(string range, string status, string body, string contentRange)
    {
        await using TestApp app = await StartFileAsync();
        Answer miss = await app.GetAsync("/", $"Range: {range}");
        Answer hit = await app.GetAsync("/", $"Range: {range}");
        string[] expected = [status, body, contentRange];
        Assert.That(Parts(miss), Is.EqualTo(expected));
        Assert.That(Parts(hit), Is.EqualTo(expected));
        Assert.That((hit.CacheKit, hit["Content-Length"] ?? "0", hit.EntityTag), Is.EqualTo(("HIT", $"{body.Length}", "\"v1\"")));
    }

    [TestCase("\"v1\"", true)]
    [TestCase("\"v2\"", false)]
    [TestCase("W/\"v1\"", false)]
    [TestCase("\"v1\", \"v2\"", false)]
    [TestCase(Modified, true)]
    [TestCase(Earlier, false)]
    [TestCase(Later, false)]
    [TestCase("nonsense", false)]
    public async Task A_range_gets_its_part_only_if_the_client_has_the_rest_of_the_same(string ifRange, bool isPart)
    {
        await using TestApp app = await StartFileAsync();
        foreach (string expected in new[] { "MISS", "HIT" })
        {
            Answer answer = await app.GetAsync("/", "Range: bytes=2-4", $"If-Range: {ifRange}");
            Assert.That(answer.CacheKit, Is.EqualTo(expected));
            Assert.That(Parts(answer), Is.EqualTo(isPart ? ["206", "234", "bytes 2-4/10"] : _whole));
        }
    }

    [Test]
    public async Task A_range_of_a_response_with_a_weak_tag_is_not_continued([Values] bool hasOwnTag)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            if (hasOwnTag)
                context.Response.Headers.ETag = "W/\"v1\"";
            return Text;
        }));
        string tag = (await app.GetAsync()).EntityTag!;
        Answer answer = await app.GetAsync("/", "Range: bytes=2-4", $"If-Range: {tag}");
        Assert.That((tag[..2], answer.Status, answer.Body), Is.EqualTo(("W/", 200, Text)));
    }

    // In the order of RFC 9110, section 13.2.2.
    [TestCase(200, "If-Match: \"v1\"")]
    [TestCase(200, "If-Match: \"v2\", \"v1\"")]
    [TestCase(200, "If-Match: *")]
    [TestCase(412, "If-Match: \"v2\"")]
    [TestCase(412, "If-Match: W/\"v1\"")]
    [TestCase(200, "If-Match: \"v1\"", "If-Unmodified-Since: " + Earlier)]
    [TestCase(412, "If-Match: \"v2\"", "If-None-Match: \"v1\"")]
    [TestCase(304, "If-Match: \"v1\"", "If-None-Match: \"v1\"")]
    [TestCase(200, "If-Unmodified-Since: " + Modified)]
    [TestCase(200, "If-Unmodified-Since: " + Later)]
    [TestCase(412, "If-Unmodified-Since: " + Earlier)]
    [TestCase(200, "If-Unmodified-Since: nonsense")]
    [TestCase(412, "If-Unmodified-Since: " + Earlier, "Range: bytes=0-1")]
    [TestCase(304, "If-None-Match: \"v0\", W/\"v1\"")]
    [TestCase(200, "If-None-Match: \"v2\"")]
    [TestCase(200, "If-None-Match: \"v2\"", "If-Modified-Since: " + Later)]
    [TestCase(304, "If-None-Match: \"v1\"", "If-Modified-Since: " + Earlier)]
    [TestCase(200, "If-None-Match: v1")]
    [TestCase(304, "If-Modified-Since: " + Modified)]
    [TestCase(304, "If-Modified-Since: " + Later)]
    [TestCase(200, "If-Modified-Since: " + Earlier)]
    [TestCase(200, "If-Modified-Since: nonsense")]
    [TestCase(304, "If-None-Match: \"v1\"", "Range: bytes=0-1")]
    [TestCase(206, "If-None-Match: \"v2\"", "Range: bytes=0-1")]
    public async Task Conditions_count_in_the_order_of_the_RFC(int status, params string[] headers)
    {
        await using TestApp app = await StartFileAsync();
        Answer miss = await app.GetAsync("/", headers);
        Answer hit = await app.GetAsync("/", headers);
        Assert.That((miss.Status, miss.CacheKit, hit.Status, hit.CacheKit, _runs), Is.EqualTo((status, "MISS", status, "HIT", 1)));
        Assert.That(hit.Body, Is.EqualTo(status switch { 200 => Text, 206 => "01", _ => "" }));
    }

    [Test]
    public async Task A_HEAD_gets_the_whole_whatever_range_it_asks_for()
    {
        await using TestApp app = await StartFileAsync();
        foreach (string expected in new[] { "MISS", "HIT" })
        {
            Answer answer = await app.SendAsync(HttpMethod.Head, "/", "Range: bytes=2-4");
            Assert.That((answer.Status, answer["Content-Length"], answer["Content-Range"], answer.CacheKit), Is.EqualTo((200, "10", (string?)null, expected)));
        }
    }

    [Test]
    public async Task A_HEAD_whose_condition_holds_gets_304()
    {
        await using TestApp app = await StartFileAsync();
        Answer miss = await app.SendAsync(HttpMethod.Head, "/", "If-None-Match: \"v1\"");
        Answer hit = await app.SendAsync(HttpMethod.Head, "/", "If-None-Match: \"v1\"");
        Assert.That((miss.Status, hit.Status, hit.CacheKit), Is.EqualTo((304, 304, "HIT")));
    }

    [Test]
    public async Task Conditions_and_ranges_of_a_response_that_is_not_stored_are_answered_too()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ETag = "\"v1\"";
            return Text;
        }));
        Answer same = await app.GetAsync("/", "If-None-Match: \"v1\"");
        Answer other = await app.GetAsync("/", "If-None-Match: \"v2\"");
        Answer part = await app.GetAsync("/", "Range: bytes=2-4");
        Assert.That(
            (same.Status, same.Body, other.Status, other.Body, part.Status, part.Body, part.CacheKit), Is.EqualTo((304, "", 200, Text, 206, "234", "MISS")));
    }

    [Test]
    public async Task Each_waiting_client_gets_the_part_that_it_requested()
    {
        var arrived = new Gate(5);
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60)] async () =>
            {
                await arrived.Opened;
                Interlocked.Increment(ref _runs);
                return Results.File(Encoding.ASCII.GetBytes(Text), "text/plain", entityTag: new EntityTagHeaderValue("\"v1\""), enableRangeProcessing: true);
            }),
            new TestAppSettings { Outer = outer => outer.Use(arrived.PassAsync) });
        string[][] asked = [[], ["Range: bytes=2-4"], ["If-None-Match: \"v1\""], ["If-Match: \"v2\""], ["Range: bytes=90-"]];
        Answer[] answers = await Task.WhenAll(asked.Select(headers => app.GetAsync("/", headers)));
        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(new[] { 200, 206, 304, 412, 416 }));
        Assert.That(answers.Select(answer => answer.Body), Is.EqualTo(new[] { Text, "234", "", "", "" }));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_range_of_a_file_that_is_too_large_to_store_is_answered_by_its_handler()
    {
        await using TestApp app = await StartFileAsync(maximumBodySize: 5);
        Answer first = await app.GetAsync("/", "Range: bytes=2-4");
        Answer second = await app.GetAsync("/", "Range: bytes=2-4");
        Assert.That((first.Status, first.Body), Is.EqualTo((200, Text)));
        Assert.That(Parts(second), Is.EqualTo(new[] { "206", "234", "bytes 2-4/10" }));
        Assert.That(second.CacheStatus, Is.EqualTo("CacheKit; fwd=bypass; detail=streamed"));
    }

    [Test]
    public async Task Only_a_response_of_status_200_is_selected_from()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            return Results.Text(Text, statusCode: 404);
        }));
        foreach (string header in new[] { "Range: bytes=0-1", "If-None-Match: \"v1\"", "If-Match: \"v2\"" })
        {
            Answer answer = await app.GetAsync("/", header);
            Assert.That((answer.Status, answer.Body), Is.EqualTo((404, Text)));
        }
    }

    [Test]
    public async Task A_range_of_an_empty_body_is_not_satisfiable_and_leaves_it_stored()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => { }));
        Answer part = await app.GetAsync("/", "Range: bytes=0-1");
        Answer whole = await app.GetAsync();
        Assert.That((part.Status, part["Content-Range"], whole.Status, whole.CacheKit), Is.EqualTo((416, "bytes */0", 200, "HIT")));
    }

    private static string[] Parts(Answer answer) => [answer.Status.ToString(CultureInfo.InvariantCulture), answer.Body, answer["Content-Range"] ?? ""];

    // A handler that evaluates conditions and ranges itself if it receives any.
    private Task<TestApp> StartFileAsync(long maximumBodySize = 1000) => StartAsync(
        routes => routes.MapMethods("/", ["GET", "HEAD"], [Cache(60)] () =>
        {
            Interlocked.Increment(ref _runs);
            return Results.File(
                Encoding.ASCII.GetBytes(Text), "text/plain", enableRangeProcessing: true,
                lastModified: DateTimeOffset.Parse(Modified, CultureInfo.InvariantCulture), entityTag: new EntityTagHeaderValue("\"v1\""));
        }),
        new TestAppSettings { Http = http => http.MaximumBodySize = maximumBodySize });
}
