using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Tests of one diagnostic: it is reported where it should be, and nowhere else.</summary>
internal abstract class AnalyzerTests(string id)
{
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
