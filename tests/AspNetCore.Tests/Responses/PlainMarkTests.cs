using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The white space after a plain response, which contains its entity tag and its lifetime.</summary>
[TestFixture]
public sealed class PlainMarkTests
{
    private const string Json = """{"hello":"wörld","list":[1,{"a":null}]}""";
    private static readonly DateTimeOffset _created = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly TimeSpan[] _lifetimes = [TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromDays(100_000), TimeSpan.MaxValue];

    [Test]
    public void The_mark_is_white_space_after_the_json()
    {
        string payload = Encoding.UTF8.GetString(ResponseLayout.Write(Response()));
        Assert.That(payload, Does.Match("^" + System.Text.RegularExpressions.Regex.Escape(Json) + @"[ \t]{256}$"));
        Assert.That(() => JsonDocument.Parse(payload).Dispose(), Throws.Nothing);
    }

    [TestCaseSource(nameof(_lifetimes))]
    public void The_entity_tag_and_the_lifetime_come_back(TimeSpan freshFor)
    {
        CachedResponse read = ResponseLayout.Read(ResponseLayout.Write(Response(freshFor)));
        Assert.That((read.Created, read.FreshFor, read.IsDated), Is.EqualTo(((DateTimeOffset?)_created, freshFor, true)));
        Assert.That((read.EntityTag, Encoding.UTF8.GetString(read.Body.Span)), Is.EqualTo((EntityTags.Of(Encoding.UTF8.GetBytes(Json)), Json)));
    }

    [Test]
    public void A_lifetime_is_rounded_up_to_a_millisecond() =>
        Assert.That(
            ResponseLayout.Read(ResponseLayout.Write(Response(TimeSpan.FromTicks(1)))).FreshFor,
            Is.EqualTo(TimeSpan.FromMilliseconds(1)));

    // A stored tag that is wrong on purpose shows that it is read, and not computed from the body.
    [Test]
    public void The_entity_tag_is_the_stored_one()
    {
        var response = new CachedResponse
        {
            StatusCode = 200,
            Created = _created,
            FreshFor = TimeSpan.FromSeconds(60),
            Headers = Headers,
            Body = "{}"u8.ToArray(),
            GeneratedTag = EntityTags.Of("other"u8),
        };
        Assert.That(ResponseLayout.Read(ResponseLayout.Write(response)).EntityTag, Is.EqualTo(EntityTags.Of("other"u8)));
    }

    [Test]
    public void Json_without_a_mark_is_read_without_a_lifetime()
    {
        CachedResponse read = ResponseLayout.Read(Encoding.UTF8.GetBytes(Json));
        Assert.That((read.IsDated, read.Created, read.EntityTag), Is.EqualTo((false, (DateTimeOffset?)null, EntityTags.Of(Encoding.UTF8.GetBytes(Json)))));
    }

    [Test]
    public void A_response_of_unknown_lifetime_has_no_mark() =>
        Assert.That(Encoding.UTF8.GetString(ResponseLayout.Write(Response(TimeSpan.Zero))), Is.EqualTo(Json));

    [Test]
    public void A_payload_with_a_changed_bit_is_refused()
    {
        byte[] payload = ResponseLayout.Write(Response());
        int[] read = [.. Enumerable.Range(0, payload.Length).Where(at => IsRead(Changed(payload, at, at < Encoding.UTF8.GetByteCount(Json) ? 1 : ' ' ^ '\t')))];
        Assert.That(read, Is.Empty, "places of a change that was not found");
    }

    [Test]
    public void A_payload_cut_short_in_its_mark_is_refused()
    {
        byte[] payload = ResponseLayout.Write(Response());
        int[] read = [.. Enumerable.Range(0, payload.Length).Where(length => IsRead(payload[..length]))];
        Assert.That(read, Is.EqualTo(new[] { Encoding.UTF8.GetByteCount(Json) }), "lengths that were read: only that of the whole body");
    }

    [TestCase(-3_600, 60)]
    [TestCase(0, 60)]
    [TestCase(20, 40)]
    [TestCase(60, 0)]
    [TestCase(3_600, 0)]
    public void The_time_to_live_is_never_outside_of_the_lifetime_however_clocks_differ(int seconds, int left) =>
        Assert.That(Response().TimeToLiveAt(_created.AddSeconds(seconds)), Is.EqualTo(TimeSpan.FromSeconds(left)));

    private static KeyValuePair<string, StringValues>[] Headers => [KeyValuePair.Create("Content-Type", new StringValues("application/json; charset=utf-8"))];

    private static CachedResponse Response() => Response(TimeSpan.FromSeconds(60));

    private static CachedResponse Response(TimeSpan freshFor) =>
        new() { StatusCode = 200, Created = _created, FreshFor = freshFor, Headers = Headers, Body = Encoding.UTF8.GetBytes(Json) };

    private static byte[] Changed(byte[] payload, int at, int change)
    {
        byte[] changed = [.. payload];
        changed[at] ^= (byte)change;
        return changed;
    }

    private static bool IsRead(byte[] payload)
    {
        try
        {
            ResponseLayout.Read(payload);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
