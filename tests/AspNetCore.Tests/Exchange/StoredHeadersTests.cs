using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The headers that are stored with a response.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StoredHeadersTests
{
    private static readonly Credentials _credentials = new("prefix", secret: null);

    private readonly IHeaderDictionary _headers = new HeaderDictionary();
    private readonly Dictionary<string, StringValues> _before = new(StringComparer.OrdinalIgnoreCase);

    [Test]
    public void Headers_of_the_handler_are_stored_and_those_from_outside_are_not()
    {
        _headers["X-Own"] = "1";
        _headers["X-Outside"] = _before["X-Outside"] = "2";
        _headers["X-Changed"] = "3";
        _before["X-Changed"] = "0";
        Assert.That(Names(), Is.EquivalentTo(new[] { "X-Own", "X-Changed" }));
    }

    [TestCase("Content-Type")]
    [TestCase("Content-Encoding")]
    [TestCase("content-language")]
    [TestCase("Content-Location")]
    [TestCase("Content-Disposition")]
    [TestCase("ETag")]
    [TestCase("Last-Modified")]
    public void A_header_that_describes_the_body_is_stored_whoever_set_it(string name)
    {
        _headers[name] = _before[name] = "x";
        Assert.That((Names(), Updates()), Is.EqualTo((new[] { name }, Array.Empty<string>())));
    }

    [TestCase("Set-Cookie")]
    [TestCase("Server")]
    [TestCase("x-cachekit")]
    [TestCase("X-Hop")]
    [TestCase("Vary", false)]
    public void A_header_of_one_client_or_connection_is_neither_stored_nor_updated(string name, bool isStored = false)
    {
        _headers.Connection = "keep-alive, x-hop";
        _headers[name] = "x";
        Assert.That(Names().Contains(name), Is.EqualTo(name == "Vary" || isStored));
        Assert.That(Updates(), Is.Empty);
    }

    [TestCase("0", true)]
    [TestCase("5", false)]
    public void Only_the_length_of_an_empty_body_is_stored(string length, bool isStored)
    {
        _headers.ContentLength = long.Parse(length, null);
        Assert.That(Names(), Is.EqualTo(isStored ? new[] { "Content-Length" } : []));
    }

    [TestCase("Expires", "0", true)]
    [TestCase("expires", "0", true)]
    [TestCase("Cache-Control", "max-age=5", true)]
    [TestCase("Cache-Control", " , ", false)]
    [TestCase("X-Other", "max-age=5", false)]
    public void A_date_is_stored_with_the_lifetime_that_counts_from_it(string name, string value, bool isStored)
    {
        _headers.Date = "Sun, 01 Mar 2026 12:00:00 GMT";
        _headers[name] = value;
        Assert.That(Names().Contains("Date"), Is.EqualTo(isStored));
    }

    [Test]
    public void A_cache_status_of_the_handler_is_kept_apart_and_one_from_outside_is_not()
    {
        _headers["Cache-Status"] = "Origin; hit";
        Assert.That(StoredHeaders.CacheStatusOf(_headers, _before).ToString(), Is.EqualTo("Origin; hit"));
        _before["Cache-Status"] = "Origin; hit";
        Assert.That(StoredHeaders.CacheStatusOf(_headers, _before).Count, Is.Zero);
    }

    [Test]
    public void The_values_of_the_request_are_stored_for_the_names_in_Vary_and_compared()
    {
        _headers.Vary = new(["Accept, X-Api-Key", "Accept-Language"]);
        HeaderDictionary request = new() { ["Accept"] = "text/html", ["X-Api-Key"] = "secret" };
        KeyValuePair<string, string>[] values = StoredHeaders.VaryValues(_headers, request, _credentials);
        Assert.That(values.Select(value => value.Key), Is.EqualTo(new[] { "Accept", "X-Api-Key", "Accept-Language" }));
        Assert.That((values[0].Value, values[1].Value == "secret", values[2].Value), Is.EqualTo(("text/html", false, "")));

        var response = new CachedResponse { StatusCode = 200, Headers = [], Body = default, VaryValues = values };
        Assert.That(StoredHeaders.VaryMatches(response, request, _credentials), Is.True);
        foreach (string name in new[] { "Accept", "X-Api-Key", "Accept-Language" })
        {
            HeaderDictionary other = new(new Dictionary<string, StringValues>(request, StringComparer.OrdinalIgnoreCase)) { [name] = "other" };
            Assert.That(StoredHeaders.VaryMatches(response, other, _credentials), Is.False, name);
        }
    }

    private string[] Names() => [.. StoredHeaders.Of(_headers, _before, "X-CacheKit").Select(header => header.Key).Except(["Connection"])];

    private string[] Updates() => [.. StoredHeaders.UpdatesOf(_headers, _before, "X-CacheKit").Select(header => header.Key)];
}
