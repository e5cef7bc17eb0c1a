using System.Text;

namespace CacheKit.Dashboard.Tests.Values;

[TestFixture]
internal sealed class JsonTextTests
{
    [TestCase("""{"a":[1,2.50,-3e7],"b":null,"c":{"d":true},"e":[],"f":{}}""",
        "{\n  \"a\": [\n    1,\n    2.50,\n    -3e7\n  ],\n  \"b\": null,\n  \"c\": {\n    \"d\": true\n  },\n  \"e\": [],\n  \"f\": {}\n}")]
    [TestCase("\"caf\\u00e9 <b>\"", "\"café <b>\"")]
    [TestCase(" 7\t \t", "7")]
    [TestCase("\"\"", "\"\"")]
    public void JSON_is_indented(string json, string expected)
    {
        DecodedValue value = Format(json)!;
        Assert.That(value.Text!.ReplaceLineEndings("\n"), Is.EqualTo(expected));
        Assert.That((value.Format, value.IsCut), Is.EqualTo((DecodedValue.Json, false)));
    }

    [TestCase("")]
    [TestCase("hello")]
    [TestCase("{")]
    [TestCase("{\"a\":1")]
    [TestCase("[1,]")]
    [TestCase("1 2")]
    [TestCase("{a:1}")]
    public void What_is_no_JSON_is_none(string text) => Assert.That(Format(text), Is.Null);

    [Test]
    public void Too_deep_JSON_is_none() => Assert.That(Format(new string('[', 65) + new string(']', 65)), Is.Null);

    [Test]
    public void JSON_is_cut_after_64_KB()
    {
        DecodedValue value = Format("[" + string.Join(",", Enumerable.Range(0, 100_000)) + "]")!;
        Assert.That(value.IsCut, Is.True);
        Assert.That(Encoding.UTF8.GetByteCount(value.Text!), Is.InRange(60_000, 65_536));
    }

    [TestCase("\"{0}\"")]
    [TestCase("[1,\"{0}\"]")]
    public void A_long_string_is_cut(string format)
    {
        DecodedValue value = Format(format.Replace("{0}", new string('é', 100_000), StringComparison.Ordinal))!;
        Assert.That(value.IsCut, Is.True);
        Assert.That(Encoding.UTF8.GetByteCount(value.Text!), Is.InRange(60_000, 65_536));
        Assert.That(value.Text, Does.EndWith("é"));
    }

    [Test]
    public void JSON_in_which_each_character_gets_escaped_is_cut_between_two_characters()
    {
        DecodedValue value = Format("[\"" + string.Concat(Enumerable.Repeat("\\u4e2d", 40_000)) + "\"]")!;
        Assert.That(value.IsCut, Is.True);
        Assert.That(value.Text, Does.Not.Contain("\ufffd"));
    }

    private static DecodedValue? Format(string json) => JsonText.TryFormat(Encoding.UTF8.GetBytes(json));
}
