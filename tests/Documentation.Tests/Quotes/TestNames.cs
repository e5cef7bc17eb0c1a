using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Markdown;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Quotes;

/// <summary>A test that a table names as the proof of something is there.</summary>
/// <remarks>
/// What has the form of a test's name is taken for one: words with underscores between them, of which the first begins with a
/// capital: <c>Get_returns_nothing_when_the_key_is_absent</c>.
/// </remarks>
internal static partial class TestNames
{
    public static IEnumerable<string> Violations(IEnumerable<Document> documents, IReadOnlySet<string> tests) =>
        from document in documents
        from quote in document.TableQuotes
        where Form().IsMatch(quote.Text) && !tests.Contains(quote.Text)
        select $"{quote.File}({quote.Line}): there is no test {quote.Text}.";

    /// <summary>The names of the tests in some sources.</summary>
    public static IReadOnlySet<string> In(IEnumerable<string> sources) => sources
        .SelectMany(source => CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Test" or "TestCase" or "TestCaseSource"))
        .Select(method => method.Identifier.ValueText)
        .ToHashSet();

    [GeneratedRegex("^(?=.*_[a-z])[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Form();
}
