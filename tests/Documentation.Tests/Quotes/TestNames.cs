using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Markdown;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Quotes;

/// <summary>Tests that tables name as evidence exist.</summary>
/// <remarks>
/// Text in the form of a test name counts as one: words with underscores, the first of which is capitalized:
/// <c>Get_returns_nothing_when_the_key_is_absent</c>.
/// </remarks>
internal static partial class TestNames
{
    public static IEnumerable<string> Violations(IEnumerable<Document> documents, IReadOnlySet<string> tests) =>
        from document in documents
        from quote in document.TableQuotes
        where Form().IsMatch(quote.Text) && !tests.Contains(quote.Text)
        select $"{quote.File}({quote.Line}): there is no test {quote.Text}.";

    /// <summary>Returns the names of the tests in source files.</summary>
    public static IReadOnlySet<string> In(IEnumerable<string> sources) => sources
        .SelectMany(source => CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        .Where(
            method => method.AttributeLists.SelectMany(list => list.Attributes).Any(
                attribute => attribute.Name.ToString() is "Test" or "TestCase" or "TestCaseSource"))
        .Select(method => method.Identifier.ValueText)
        .ToHashSet();

    [GeneratedRegex("^(?=.*_[a-z])[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Form();
}
