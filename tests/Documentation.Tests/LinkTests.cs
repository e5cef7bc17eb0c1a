using CacheKit.Documentation.Tests.Links;
using CacheKit.Documentation.Tests.Markdown;

namespace CacheKit.Documentation.Tests;

[TestFixture]
internal sealed class LinkTests
{
    [Test]
    public void Every_link_leads_somewhere()
    {
        string[] violations = [.. LinkRules.Violations(Repository.Documents, Repository.Exists)];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [Test]
    public void The_links_of_the_documents_are_found() =>
        Assert.That(
            Repository.Documents.Single(document => document.Path == "README.md").Links.Select(link => link.Target), Does.Contain("docs/getting-started.md"));

    [TestCase("[here](absent.md)", "absent.md leads to nothing.")]
    [TestCase("[here](../absent.md)", "../absent.md leads to nothing.")]
    [TestCase("[here](Page.md)", "Page.md leads to nothing.")]
    [TestCase("[here](other.md \"title\") and [there](absent.md)", "absent.md leads to nothing.")]
    [TestCase("![a picture](absent.png)", "absent.png leads to nothing.")]
    [TestCase("[`code`](absent.md)", "absent.md leads to nothing.")]
    [TestCase("[two\nlines](absent.md)", "absent.md leads to nothing.")]
    [TestCase("[here]: absent.md", "absent.md leads to nothing.")]
    [TestCase("[here](#absent)", "#absent names a heading that there is not.")]
    [TestCase("[here](other.md#absent)", "other.md#absent names a heading that there is not.")]
    [TestCase("[here](../code.cs#L10)", "../code.cs#L10 names a heading that there is not.")]
    [TestCase("[here](../../elsewhere.md)", "../../elsewhere.md leads out of the repository.")]
    [TestCase("[here](/docs/page.md)", "/docs/page.md leads out of the repository.")]
    public void A_wrong_link_is_found_with_its_file_and_line(string markdown, string fault) =>
        Assert.That(ViolationsOf(markdown), Is.EqualTo(new[] { $"docs/page.md(2): {fault}" }));

    [TestCase("[here](other.md)")]
    [TestCase("[here](./other.md)")]
    [TestCase("[here](other.md#a-heading)")]
    [TestCase("[here](#page)")]
    [TestCase("[here](../code.cs)")]
    [TestCase("[here](../docs)")]
    [TestCase("[here](https://example.com/absent.md)")]
    [TestCase("`[here](absent.md)`")]
    [TestCase("```\n[here](absent.md)\n```")]
    public void A_right_link_is_not_reported(string markdown) =>
        Assert.That(ViolationsOf(markdown), Is.Empty);

    [TestCase("## Two words", "two-words")]
    [TestCase("## `[Cache]` and `.Cache()`", "cache-and-cache")]
    [TestCase("### What it's, and why?", "what-its-and-why")]
    [TestCase("# max-age & s_maxage", "max-age--s_maxage")]
    [TestCase("## [A link](other.md)", "a-link")]
    [TestCase("## Twice\n## Twice", "twice-1")]
    public void An_anchor_is_that_of_github(string markdown, string anchor) =>
        Assert.That(new Document("page.md", markdown).Anchors, Does.Contain(anchor));

    [Test]
    public void A_comment_in_code_is_no_heading() =>
        Assert.That(new Document("page.md", "```shell\n# run\n```").Anchors, Is.Empty);

    private static IEnumerable<string> ViolationsOf(string markdown)
    {
        string[] paths = ["docs/page.md", "docs/other.md", "docs", "code.cs"];
        Document[] documents = [new("docs/page.md", "# Page\n" + markdown), new("docs/other.md", "## A heading")];
        return LinkRules.Violations(documents, paths.Contains);
    }
}
