namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed class HtmlTests
{
    [TestCase("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [TestCase("\"><img src=x>", "&quot;&gt;&lt;img src=x&gt;")]
    [TestCase("' onfocus='x", "&#x27; onfocus=&#x27;x")]
    [TestCase("a & b", "a &amp; b")]
    [TestCase("ä 漢", "ä 漢")]
    public void A_text_is_encoded(string text, string encoded) =>
        Assert.That(Html.Of($"<p title=\"{text}\">{text}</p>").ToString(), Is.EqualTo($"<p title=\"{encoded}\">{encoded}</p>"));

    [Test]
    public void Markup_is_not_encoded_again() =>
        Assert.That(Html.Of($"<ul>{Html.Of($"<li>{"<"}</li>")}</ul>").ToString(), Is.EqualTo("<ul><li>&lt;</li></ul>"));

    [Test]
    public void A_number_is_written_for_every_culture_alike() => Assert.That(Html.Of($"{1234.5}{-1}").ToString(), Is.EqualTo("1234.5-1"));

    [Test]
    public void Nothing_is_written_for_nothing() =>
        Assert.That(Html.Of($"<p>{(string?)null}{default(Html)}</p>").ToString(), Is.EqualTo("<p></p>"));

    [TestCase(true, "<b>1</b>")]
    [TestCase(false, "")]
    public void Markup_under_a_condition_is_evaluated_if_it_holds(bool condition, string markup)
    {
        int evaluated = 0;
        Assert.That(Html.When(condition, $"<b>{++evaluated}</b>").ToString(), Is.EqualTo(markup));
        Assert.That(evaluated, Is.EqualTo(condition ? 1 : 0));
    }

    [Test]
    public void Each_item_has_its_markup() =>
        Assert.That(Html.Each(["a", "<"], item => Html.Of($"<i>{item}</i>")).ToString(), Is.EqualTo("<i>a</i><i>&lt;</i>"));
}
