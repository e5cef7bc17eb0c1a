using System.Text.RegularExpressions;

namespace CacheKit.Documentation.Tests;

/// <summary>The code that the pages about migration show for the time of the move is the code that Migration.Tests tests.</summary>
[TestFixture]
internal sealed partial class MigrationPagesTests
{
    private static readonly string[] _pages = [.. Repository.Documents
        .Where(document => document.Path.StartsWith("docs/migration/", StringComparison.Ordinal))
        .SelectMany(document => document.CodeBlocks)
        .Where(block => block.Info.StartsWith("csharp", StringComparison.Ordinal))
        .Select(block => block.Text)];

    private static IEnumerable<TestCaseData> TestedTypes => Repository.TestSources
        .Select(source => TestedType().Match(source))
        .Where(type => type.Success)
        .Select(type => new TestCaseData(type.Groups["code"].Value.TrimEnd()).SetArgDisplayNames(type.Groups["folder"].Value, type.Groups["name"].Value));

    [TestCaseSource(nameof(TestedTypes))]
    public void The_code_that_is_tested_is_on_a_page(string code) =>
        Assert.That(_pages.Any(page => page.Contains(code, StringComparison.Ordinal)), Is.True, code);

    [Test]
    public void The_tested_code_is_found() => Assert.That(TestedTypes.Count(), Is.GreaterThanOrEqualTo(7));

    // A type of a folder of Migration.Tests, unless it is a fixture or a fake, which have a documentation comment or an attribute.
    [GeneratedRegex(
        @"^namespace CacheKit\.Migration\.Tests\.(?<folder>\w+);\n\ninternal (?<code>(?:sealed|static) class (?<name>\w+).*)\z",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TestedType();
}
