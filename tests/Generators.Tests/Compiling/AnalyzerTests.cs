using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Tests of one diagnostic: that it fires where it should, and not elsewhere.</summary>
internal abstract class AnalyzerTests(string id)
{
    /// <summary>It is at each marked place and nowhere else, and there are no others.</summary>
    protected async Task<Diagnostic[]> FiresAsync(params string[] sources)
    {
        Marked marked = new(sources[0]);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile([marked.Text, .. sources[1..]]));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(marked.Spans.Select(span => (id, span))),
            string.Join('\n', diagnostics.Select(diagnostic => diagnostic.ToString())));
        return diagnostics;
    }

    /// <summary>There is none at all, of whatever id. The hint at synchronous methods counts only where it is what is tested.</summary>
    protected async Task IsSilentAsync(params string[] sources)
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(sources));
        Assert.That(diagnostics.Where(diagnostic => diagnostic.Id != DiagnosticIds.Synchronous || id == DiagnosticIds.Synchronous), Is.Empty);
    }
}
