using System.Net;
using System.Text.RegularExpressions;

namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed partial class SubjectNameTests
{
    [TestCase("route", "/users/{id}", "")]
    [TestCase("route", "GET /a.b/c", "")]
    [TestCase("function", "My.App.Users.FindAsync", "My.App.")]
    [TestCase("function", "My.App.Users.FindAsync(System.Int32)", "My.App.")]
    [TestCase("function", "My.App.Users<System.String>.FindAsync", "My.")]
    [TestCase("function", "Users.FindAsync", "")]
    [TestCase("function", "Find", "")]
    [TestCase("namespace", "a.b/c", "")]
    [TestCase("namespace", "<b>", "")]
    public void A_name_is_complete_and_the_namespace_of_its_type_is_less_visible(string kind, string name, string lessVisible)
    {
        string markup = SubjectName.Of(SubjectOf(kind, name)).ToString();
        Assert.That(WebUtility.HtmlDecode(Tag().Replace(markup, "")), Is.EqualTo(name));
        Assert.That(WebUtility.HtmlDecode(Tag().Replace(Muted().Match(markup).Groups["text"].Value, "")), Is.EqualTo(lessVisible));
    }

    [Test]
    public void Calls_without_a_namespace_have_a_name() =>
        Assert.That(SubjectName.Of(SubjectOf("namespace", "")).ToString(), Is.EqualTo("without a namespace"));

    private static SubjectModel SubjectOf(string kind, string name) =>
        new(kind, name, "", 0, 0, 0, 0, HitRatio: null, new ComputationsModel(0, 0, 0, 0), [], []);

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("<span class=\"muted\">(?<text>.*?)</span>")]
    private static partial Regex Muted();
}
