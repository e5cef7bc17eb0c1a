namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed class JsonMarkupTests
{
    [TestCase("{}", "{}")]
    [TestCase("[ ]", "[]")]
    [TestCase("1.50", "<span class=\"n\">1.50</span>")]
    [TestCase("null", "<span class=\"w\">null</span>")]
    [TestCase("\"<b>\"", "<span class=\"s\">&quot;&lt;b&gt;&quot;</span>")]
    [TestCase("\"\\u00e4\\n\\u0001\\\\\"", "<span class=\"s\">&quot;ä\\n\\u0001\\\\&quot;</span>")]
    [TestCase("[1,true]", "[\n  <span class=\"n\">1</span>,\n  <span class=\"w\">true</span>\n]")]
    [TestCase(
        "{\"a\":{\"b\":[]}}",
        "{\n  <span class=\"k\">&quot;a&quot;</span>: {\n    <span class=\"k\">&quot;b&quot;</span>: []\n  }\n}")]
    public void Json_has_a_line_for_each_value_and_a_class_for_each_kind(string json, string markup) =>
        Assert.That(JsonMarkup.Of(json).ToString(), Is.EqualTo(markup));

    [TestCase("{\"a\":", "{&quot;a&quot;:")]
    [TestCase("<b>", "&lt;b&gt;")]
    [TestCase("", "")]
    public void Other_text_stays_as_it_is(string text, string markup) =>
        Assert.That(JsonMarkup.Of(text).ToString(), Is.EqualTo(markup));

    [Test]
    public void Json_that_is_too_deep_stays_as_it_is()
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);
        Assert.That(JsonMarkup.Of(deep).ToString(), Is.EqualTo(deep));
    }
}
