using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Headers that are lists.</summary>
[TestFixture]
public sealed class ResponseHeadersTests
{
    [TestCase("", "Accept")]
    [TestCase("Accept", "Accept")]
    [TestCase("accept", "accept")]
    [TestCase("Cookie", "Cookie,Accept")]
    [TestCase("Cookie, Accept", "Cookie, Accept")]
    [TestCase("Accept-Language", "Accept-Language,Accept")]
    public void A_name_is_added_to_Vary_once(string before, string after)
    {
        HeaderDictionary headers = before.Length > 0 ? new() { ["Vary"] = before } : [];
        ResponseHeaders.AddVary(headers, "Accept");
        Assert.That(headers["Vary"].ToString(), Is.EqualTo(after));
    }

    [Test]
    public void Several_names_are_added_to_Vary_in_their_order()
    {
        HeaderDictionary headers = new() { ["Vary"] = "Cookie" };
        ResponseHeaders.AddVary(headers, "Accept", "Cookie", "Origin", "accept");
        Assert.That(headers["Vary"], Is.EqualTo(new StringValues(["Cookie", "Accept", "Origin"])));
    }

    [Test]
    public void The_members_of_a_list_are_those_of_all_its_lines()
    {
        StringValues values = new(["a, b,,", null, " c d ,", ""]);
        Assert.That(ResponseHeaders.Tokens(values), Is.EqualTo(new[] { "a", "b", "c d" }));
    }
}
