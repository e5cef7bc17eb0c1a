using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CacheKit.Documentation.Tests;

[TestFixture]
internal sealed partial class CompletenessTests
{
    private static readonly string _gettingStarted = Repository.Read("docs/getting-started.md");

    [Test]
    public void The_README_links_every_page_once()
    {
        string readOn = Repository.Read("README.md").Split("\n## Read on\n")[1];
        string[] linked = [.. LinkTarget().Matches(readOn).Select(link => link.Groups["target"].Value)];
        string[] pages = [.. Repository.Documents
            .Select(document => document.Path)
            .Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path.Count('/') == 1)];

        Assert.That(linked, Is.Unique);
        Assert.That(pages.Except(linked), Is.Empty);
    }

    [Test]
    public void Getting_started_names_every_package() =>
        Assert.That(Unnamed(Repository.Packages), Is.Empty);

    [TestCase(typeof(CacheOptions))]
    [TestCase(typeof(CacheKitHttpOptions))]
    [TestCase(typeof(CacheKitHybridCacheOptions))]
    [TestCase(typeof(CacheKitDashboardOptions))]
    public void Getting_started_names_every_option(Type options) =>
        Assert.That(Unnamed(options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)), Is.Empty);

    [Test]
    public void Getting_started_names_every_log_event()
    {
        string[] rows = [.. _gettingStarted.Split('\n').Where(line => LogRow().IsMatch(line)).Select(line => line.Split('|')[1])];
        HashSet<int> named = [.. rows.SelectMany(row => row.Split(',')).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        int[] declared = [.. Repository.ProductSources.SelectMany(source => LogEvent().Matches(source))
            .Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))];

        Assert.That(declared, Has.Length.GreaterThan(20));
        Assert.That(named.Order(), Is.EqualTo(declared.Distinct().Order()));
    }

    private static IEnumerable<string> Unnamed(IEnumerable<string> names) =>
        names.Where(name => !_gettingStarted.Contains($"`{name}`", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\((?<target>[^)#]+)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"^\| [0-9, ]+ \|")]
    private static partial Regex LogRow();

    [GeneratedRegex(@"\[LoggerMessage\((?<id>\d+),")]
    private static partial Regex LogEvent();
}
