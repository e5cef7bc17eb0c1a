using Microsoft.CodeAnalysis.Text;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Source with marks where a diagnostic is expected: <c>[|here|]</c>.</summary>
internal sealed class Marked
{
    public Marked(string text)
    {
        var spans = new List<TextSpan>();
        int start;
        while ((start = text.IndexOf("[|", StringComparison.Ordinal)) >= 0)
        {
            int end = text.IndexOf("|]", start, StringComparison.Ordinal);
            text = text[..start] + text[(start + 2)..end] + text[(end + 2)..];
            spans.Add(TextSpan.FromBounds(start, end - 2));
        }

        Text = text;
        Spans = spans;
    }

    public string Text { get; }

    public IReadOnlyList<TextSpan> Spans { get; }
}
