using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CacheKit.CodeFixes;

// Removes attributes from the text of a file. The comments and directives around them stay as they are.
internal static class Attributes
{
    // Returns the method, lambda or type that has the attribute.
    public static SyntaxNode OwnerOf(AttributeSyntax attribute) => attribute.Parent!.Parent!;

    // A directive between the brackets may concern more than the attribute.
    public static bool CanBeRemoved(AttributeSyntax attribute) =>
        !attribute.Parent!.DescendantTrivia().Any(trivia => trivia.IsDirective && attribute.Parent.Span.Contains(trivia.SpanStart));

    public static SourceText Without(SourceText text, IEnumerable<AttributeSyntax> attributes)
    {
        ILookup<AttributeListSyntax, AttributeSyntax> lists = attributes.ToLookup(attribute => (AttributeListSyntax)attribute.Parent!);
        IEnumerable<TextSpan> whole = lists.Where(list => list.Count() == list.Key.Attributes.Count).Select(list => list.Key.Span);
        IEnumerable<TextSpan> parts = lists.Where(list => list.Count() < list.Key.Attributes.Count)
            .SelectMany(list => PartsOf(list.Key.Attributes, [.. list], text));
        return text.WithChanges(Joined(whole, text).Select(span => WithSpace(span, text)).Concat(parts)
            .OrderBy(span => span.Start)
            .Select(span => new TextChange(span, "")));
    }

    // Returns the places of attributes among others in brackets, each with one of the commas beside it.
    private static IEnumerable<TextSpan> PartsOf(SeparatedSyntaxList<AttributeSyntax> list, HashSet<AttributeSyntax> removed, SourceText text)
    {
        int last = list.LastIndexOf(attribute => !removed.Contains(attribute));
        for (int i = 0; i < list.Count; i++)
        {
            if (!removed.Contains(list[i]))
                continue;

            TextSpan comma = list.GetSeparator(i < last ? i : i - 1).Span;
            TextSpan[] parts = [.. Joined([list[i].Span, comma], text)];
            if (i < last)
                parts[parts.Length - 1] = TextSpan.FromBounds(parts[parts.Length - 1].Start, SkipForward(comma.End, text, char.IsWhiteSpace));
            foreach (TextSpan part in parts)
                yield return part;
        }
    }

    // Joins neighbors that only white space separates.
    private static IEnumerable<TextSpan> Joined(IEnumerable<TextSpan> spans, SourceText text)
    {
        TextSpan? pending = null;
        foreach (TextSpan span in spans.OrderBy(span => span.Start))
        {
            bool isNeighbor = pending is { } before && SkipForward(before.End, text, char.IsWhiteSpace) == span.Start;
            if (pending is { } complete && !isNeighbor)
                yield return complete;
            pending = isNeighbor ? TextSpan.FromBounds(pending!.Value.Start, span.End) : span;
        }

        if (pending is { } end)
            yield return end;
    }

    // With the white space that would be left over, or with the lines if nothing else is on them.
    private static TextSpan WithSpace(TextSpan span, SourceText text)
    {
        int end = SkipForward(span.End, text, IsBlank);
        TextLine line = text.Lines.GetLineFromPosition(end);
        if (end < line.End)
            return TextSpan.FromBounds(span.Start, end);

        int start = span.Start;
        while (start > 0 && IsBlank(text[start - 1]))
            start--;
        return start == text.Lines.GetLineFromPosition(start).Start
            ? TextSpan.FromBounds(start, line.EndIncludingLineBreak)
            : TextSpan.FromBounds(start, end);
    }

    private static int SkipForward(int position, SourceText text, Func<char, bool> isSkipped)
    {
        while (position < text.Length && isSkipped(text[position]))
            position++;
        return position;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';
}
