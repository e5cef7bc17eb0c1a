using System.Globalization;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Tests of one diagnostic: it is reported where it should be, and nowhere else.</summary>
internal abstract class AnalyzerTests(string id)
{
    // What an empty part leaves in a sentence. A tag may be empty.
    private const string Gap = @"(?<!tag )''|\s[.,:;]|\s\s|[\s:,]$";

    /// <summary>
    /// Expects the diagnostic at each marked place, and no other one. The hint about synchronous methods is ignored unless it is under
    /// test.
    /// </summary>
    protected async Task<Diagnostic[]> FiresAsync(params string[] sources)
    {
        Marked marked = new(sources[0]);
        Diagnostic[] diagnostics = Tested(await WebProject.AnalyzeAsync(WebProject.Compile([marked.Text, .. sources[1..]])));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(marked.Spans.Select(span => (id, span))),
            string.Join('\n', diagnostics.Select(diagnostic => diagnostic.ToString())));
        Assert.That(diagnostics.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)), Has.None.Matches(Gap));
        return diagnostics;
    }

    /// <summary>Expects no diagnostics of any id. The hint about synchronous methods is ignored unless it is under test.</summary>
    protected async Task IsSilentAsync(params string[] sources)
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(sources));
        Assert.That(Tested(diagnostics), Is.Empty);
    }

    private Diagnostic[] Tested(Diagnostic[] diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Id != DiagnosticIds.Synchronous || id == DiagnosticIds.Synchronous)];
}
