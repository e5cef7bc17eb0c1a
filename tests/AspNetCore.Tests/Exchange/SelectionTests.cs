using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The part of a response that the conditions and the range of a request select.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SelectionTests : IDisposable
{
    private const int Length = 10;

    private readonly DefaultHttpContext _context = new();
    private readonly MemoryStream _sent = new();
    private readonly byte[] _body = "0123456789"u8.ToArray();

    public SelectionTests()
    {
        _context.Request.Method = "GET";
        _context.Response.Body = _sent;
    }

    public void Dispose() => _sent.Dispose();

    [TestCase("bytes=0-0", 206, 0, 1)]
    [TestCase("bytes=2-4", 206, 2, 3)]
    [TestCase("bytes=7-", 206, 7, 3)]
    [TestCase("bytes=7-9", 206, 7, 3)]
    [TestCase("bytes=7-10", 206, 7, 3)]
    [TestCase("bytes=9-", 206, 9, 1)]
    [TestCase("bytes=-3", 206, 7, 3)]
    [TestCase("bytes=-10", 206, 0, 10)]
    [TestCase("bytes=-11", 206, 0, 10)]
    [TestCase("BYTES=2-4", 206, 2, 3)]
    [TestCase("bytes=10-", 416, 0, 10)]
    [TestCase("bytes=11-12", 416, 0, 10)]
    [TestCase("bytes=-0", 416, 0, 10)]
    [TestCase("bytes=0-1,3-4", 200, 0, 10)]
    [TestCase("lines=0-1", 200, 0, 10)]
    [TestCase("bytes=4-2", 200, 0, 10)]
    [TestCase("bytes=x", 200, 0, 10)]
    [TestCase("", 200, 0, 10)]
    public void A_range_is_cut_from_the_whole(string range, int status, int start, int length)
    {
        if (range.Length > 0)
            _context.Request.Headers.Range = range;
        Assert.That(Select(), Is.EqualTo(new Selection(status, start, length)));
    }

    [TestCase("POST", 200)]
    [TestCase("HEAD", 200)]
    [TestCase("GET", 404)]
    public void Only_a_get_of_a_200_has_ranges(string method, int status)
    {
        _context.Request.Method = method;
        _context.Request.Headers.Range = "bytes=2-4";
        Assert.That(Select(status), Is.EqualTo(new Selection(status, 0, Length)));
    }

    [TestCase("If-Match", "\"other\"", 412)]
    [TestCase("If-None-Match", "\"tag\"", 304)]
    [TestCase("If-Range", "\"tag\"", 206)]
    [TestCase("If-Range", "\"other\"", 200)]
    public void Conditions_come_before_the_range(string name, string value, int status)
    {
        _context.Request.Headers.Range = "bytes=2-4";
        _context.Request.Headers[name] = value;
        Assert.That(Select().Status, Is.EqualTo(status));
    }

    [Test]
    public void A_failed_condition_comes_before_an_entity_tag_that_the_client_has()
    {
        _context.Request.Headers.IfMatch = "\"other\"";
        _context.Request.Headers.IfNoneMatch = "\"tag\"";
        Assert.That(Select().Status, Is.EqualTo(412));
    }

    [Test]
    public void Conditions_concern_a_200_only([Values("If-Match", "If-None-Match")] string name)
    {
        _context.Request.Headers[name] = name == "If-Match" ? "\"other\"" : "\"tag\"";
        Assert.That(Select(status: 404).Status, Is.EqualTo(404));
    }

    [TestCase("If-None-Match", true)]
    [TestCase("If-Modified-Since", true)]
    [TestCase("Range", true)]
    [TestCase("If-Match", true)]
    [TestCase("If-Unmodified-Since", true)]
    [TestCase("If-Range", false)]
    [TestCase("Accept", false)]
    public void A_request_asks_for_a_selection_by_its_headers(string name, bool isAsked) =>
        Assert.That(Selection.IsAsked(new HeaderDictionary { [name] = "x" }), Is.EqualTo(isAsked));

    [Test]
    public async Task The_whole_response_keeps_its_phrase_and_gets_its_length()
    {
        await ApplyAsync(new Selection(200, 0, Length));
        Assert.That((Sent, Status, Phrase, _context.Response.ContentLength), Is.EqualTo(("0123456789", 200, "Fine", 10)));
        Assert.That(Header("Content-Range"), Is.Null);
    }

    [Test]
    public async Task A_part_has_its_range_and_length_and_no_phrase_of_the_whole()
    {
        _context.Response.ContentLength = Length;
        await ApplyAsync(new Selection(206, 2, 3));
        Assert.That((Sent, Status, Phrase, _context.Response.ContentLength), Is.EqualTo(("234", 206, (string?)null, 3)));
        Assert.That((Header("Content-Range"), Header("Content-Type")), Is.EqualTo(("bytes 2-4/10", "text/plain")));
    }

    [TestCase(304, true)]
    [TestCase(412, false)]
    [TestCase(416, false)]
    public async Task A_failed_condition_has_no_lifetime(int status, bool hasLifetime)
    {
        string[] ofLifetime = ["Cache-Control", "Expires"];
        foreach (string name in ofLifetime)
            _context.Response.Headers[name] = "max-age=60";
        await ApplyAsync(new Selection(status, 0, Length));
        Assert.That(ofLifetime.Select(name => Header(name) is not null), Is.All.EqualTo(hasLifetime));
    }

    [TestCase(304, null)]
    [TestCase(412, null)]
    [TestCase(416, "bytes */10")]
    public async Task A_response_without_a_body_has_no_header_that_describes_one(int status, string? range)
    {
        string[] ofBody = ["Content-Length", "Content-Encoding", "Content-Language"];
        foreach (string name in ofBody)
            _context.Response.Headers[name] = "10";
        await ApplyAsync(new Selection(status, 0, Length));
        Assert.That((Sent, Status, Phrase, Header("Content-Range")), Is.EqualTo(("", status, (string?)null, range)));
        Assert.That(ofBody.Append("Content-Type").Select(Header), Is.All.Null);
        Assert.That(Header("ETag"), Is.EqualTo("\"tag\""));
    }

    [Test]
    public async Task A_head_has_the_length_and_no_body()
    {
        _context.Request.Method = "HEAD";
        await ApplyAsync(new Selection(200, 0, Length));
        Assert.That((Sent, _context.Response.ContentLength), Is.EqualTo(("", 10)));
    }

    // Outer middleware may still write a body.
    [Test]
    public async Task An_empty_response_is_not_started_and_has_no_length()
    {
        _context.Response.Body = new Refusing();
        await ApplyAsync(new Selection(200, 0, 0));
        Assert.That(_context.Response.ContentLength, Is.Null);
    }

    [Test]
    public async Task A_length_that_the_handler_promised_stays()
    {
        _context.Response.ContentLength = 12;
        await ApplyAsync(new Selection(200, 0, Length));
        Assert.That(_context.Response.ContentLength, Is.EqualTo(12));
    }

    [Test]
    public async Task A_response_with_a_framing_of_its_own_gets_no_length()
    {
        _context.Response.Headers.TransferEncoding = "chunked";
        await ApplyAsync(new Selection(200, 0, Length));
        Assert.That(_context.Response.ContentLength, Is.Null);
    }

    private string Sent => System.Text.Encoding.UTF8.GetString(_sent.ToArray());

    private int Status => _context.Response.StatusCode;

    private string? Phrase => _context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase;

    private string? Header(string name) => _context.Response.Headers[name];

    private Selection Select(int status = 200) =>
        Selection.Of(_context.Request, _context.Request.Headers, status, new Validators("\"tag\"", null, null), Length);

    private Task ApplyAsync(Selection selection)
    {
        _context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Fine";
        _context.Response.Headers.ETag = "\"tag\"";
        _context.Response.Headers.ContentType = "text/plain";
        selection.Apply(_context, Length);
        return selection.SendBodyAsync(_context, _body);
    }

    private sealed class Refusing : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The response is started.");
    }
}
