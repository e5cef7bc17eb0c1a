using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The bytes of a stored response.</summary>
[TestFixture]
public sealed class ResponseLayoutTests
{
    private const string Json = "application/json; charset=utf-8";
    private static readonly DateTimeOffset _created = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    [TestCase("{}")]
    [TestCase("""{"hello":"wörld"}""")]
    [TestCase("null")]
    [TestCase("[1,2]")]
    [TestCase(" 1 ")]
    public void A_plain_json_response_is_stored_as_plain_json(string json)
    {
        byte[] payload = ResponseLayout.Write(Response(json, Header("Content-Type", Json)));
        Assert.That(Encoding.UTF8.GetString(payload), Is.EqualTo(json));
    }

    [Test]
    public void A_plain_json_response_comes_back()
    {
        CachedResponse read = RoundTrip(Response("{}", Header("Content-Type", Json)));
        Assert.That((read.StatusCode, Encoding.UTF8.GetString(read.Body.Span), read.Header("Content-Type")), Is.EqualTo((200, "{}", Json)));
    }

    [TestCase("not json", Json)]
    [TestCase("{} {}", Json)]
    [TestCase("", Json)]
    [TestCase("{}", "application/json")]
    [TestCase("{}", "text/plain")]
    public void Any_other_response_is_enclosed_and_comes_back(string body, string contentType)
    {
        CachedResponse response = Response(body, Header("Content-Type", contentType));
        AssertSame(RoundTrip(response), response);
        Assert.That(ResponseLayout.Write(response)[0], Is.EqualTo(0xFF));
    }

    [Test]
    public void A_status_its_reason_headers_and_vary_come_back()
    {
        var response = new CachedResponse
        {
            StatusCode = 404,
            ReasonPhrase = "No Such Bück",
            Created = _created,
            FreshFor = TimeSpan.FromSeconds(90),
            Headers = [Header("Content-Type", Json), Header("Link", "a", "b"), Header("X-Empty", ""), Header("X-None")],
            CacheStatus = new(["Origin; hit", "Edge; fwd=miss"]),
            VaryValues = [KeyValuePair.Create("Accept", "text/html"), KeyValuePair.Create("X-Ü", "")],
            Body = "{}"u8.ToArray(),
        };
        AssertSame(RoundTrip(response), response);
    }

    [Test]
    public void The_entity_tag_of_the_body_is_stored()
    {
        byte[] payload = ResponseLayout.Write(Response("hello", Header("Content-Type", "text/plain")));
        byte[] hash = Convert.FromHexString(EntityTags.Of("hello"u8)[3..^1]);
        Assert.That(payload.AsSpan().IndexOf(hash), Is.Positive);
    }

    [Test]
    public void An_entity_tag_of_the_handler_comes_back()
    {
        CachedResponse response = Response("hello", Header("ETag", "\"1\""), Header("Content-Type", "text/plain"));
        AssertSame(RoundTrip(response), response);
    }

    [TestCase(0xFF)]
    [TestCase(0x00)]
    [TestCase(0x01)]
    public void A_body_that_begins_like_a_mark_comes_back(byte first)
    {
        var response = new CachedResponse { StatusCode = 200, Created = _created, Headers = [Header("Content-Type", Json)], Body = new byte[] { first, 1, 200, 1 } };
        AssertSame(RoundTrip(response), response);
    }

    [Test]
    public void Json_nested_too_deep_to_be_checked_comes_back()
    {
        CachedResponse response = Response(new string('[', 200) + new string(']', 200), Header("Content-Type", Json));
        AssertSame(RoundTrip(response), response);
    }

    [Test]
    public void Any_body_comes_back() => Prop.ForAll<byte[]>(body =>
    {
        var response = new CachedResponse { StatusCode = 200, Created = _created, Headers = [Header("Content-Type", Json)], Body = body };
        return RoundTrip(response).Body.Span.SequenceEqual(body);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void A_payload_cut_short_anywhere_is_refused()
    {
        byte[] payload = ResponseLayout.Write(Response("hello", Header("Content-Type", "text/plain"), Header("Link", "a", "b")));
        int[] read = [.. Enumerable.Range(0, payload.Length).Where(length => IsRead(payload[..length]))];
        Assert.That(read, Is.Empty, "lengths that were read as a response");
    }

    [Test]
    public void A_plain_payload_cut_short_anywhere_is_refused()
    {
        byte[] payload = """{"hello":"wörld","list":[1,{"a":null}]}"""u8.ToArray();
        int[] read = [.. Enumerable.Range(0, payload.Length).Where(length => IsRead(payload[..length]))];
        Assert.That(read, Is.Empty, "lengths that were read as a response");
    }

    [Test]
    public void Plain_json_with_a_reason_of_its_own_is_enclosed() =>
        Assert.That(
            ResponseLayout.Write(
                new CachedResponse
                {
                    StatusCode = 200,
                    ReasonPhrase = "Fine",
                    Headers = [Header("Content-Type", Json)],
                    Body = "{}"u8.ToArray(),
                })[0],
            Is.EqualTo(0xFF));

    [TestCase(1)]
    [TestCase(4)]
    public void Another_version_is_refused(byte version)
    {
        byte[] payload = ResponseLayout.Write(Response("hello", Header("Content-Type", "text/plain")));
        payload[1] = version;
        Assert.That(() => ResponseLayout.Read(payload), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("version"));
    }

    [Test]
    public void Random_bytes_are_refused_without_harm() =>
        Prop.ForAll<byte[]>(bytes => !IsRead([0xFF, 2, .. bytes]) && !IsRead(WithChecksum([.. bytes]))).QuickCheckThrowOnFailure();

    [Test]
    public void A_huge_count_reserves_no_memory()
    {
        byte[] payload = WithChecksum([0xC8, 1, 0, .. new byte[8], 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(IsRead(payload), Is.False);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    private static byte[] WithChecksum(byte[] content) => [0xFF, 2, .. BitConverter.GetBytes(Checksum.Of(content)), .. content];

    private static bool IsRead(byte[] payload)
    {
        try
        {
            ResponseLayout.Read(payload);
            return true;
        }
        catch (Exception exception) when (exception is not (NullReferenceException or IndexOutOfRangeException or OutOfMemoryException))
        {
            return false;
        }
    }

    private static CachedResponse RoundTrip(CachedResponse response) => ResponseLayout.Read(ResponseLayout.Write(response));

    private static CachedResponse Response(string body, params KeyValuePair<string, StringValues>[] headers) =>
        new() { StatusCode = 200, Created = _created, Headers = headers, Body = Encoding.UTF8.GetBytes(body) };

    private static KeyValuePair<string, StringValues> Header(string name, params string[] values) => KeyValuePair.Create(name, new StringValues(values));

    private static void AssertSame(CachedResponse actual, CachedResponse expected)
    {
        Assert.That((actual.StatusCode, actual.ReasonPhrase, actual.Created), Is.EqualTo((expected.StatusCode, expected.ReasonPhrase, expected.Created)));
        Assert.That((actual.FreshFor, actual.EntityTag), Is.EqualTo((expected.FreshFor, expected.EntityTag)));
        Assert.That(actual.CacheStatus, Is.EqualTo(expected.CacheStatus));
        Assert.That(
            actual.Headers.Select(header => (header.Key, header.Value.ToArray())),
            Is.EqualTo(expected.Headers.Select(header => (header.Key, header.Value.ToArray()))));
        Assert.That(actual.VaryValues, Is.EqualTo(expected.VaryValues));
        Assert.That(actual.Body.ToArray(), Is.EqualTo(expected.Body.ToArray()));
    }
}
