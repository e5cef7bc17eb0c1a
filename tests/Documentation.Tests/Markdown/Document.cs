using System.Text.RegularExpressions;

namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>The parts of a Markdown file that the tests check.</summary>
internal sealed partial class Document
{
    /// <param name="path">The path in the repository, with forward slashes.</param>
    /// <param name="text">The content of the file.</param>
    public Document(string path, string text)
    {
        Path = path;
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        CodeBlocks = ReadCodeBlocks(path, lines);
        Links = [.. ReadLinks(path, WithoutCodeSpans(lines))];
        Anchors = ReadAnchors(lines);
        TableQuotes = [.. ReadTableQuotes(path, lines)];
    }

    public string Path { get; }

    public IReadOnlyList<CodeBlock> CodeBlocks { get; }

    public IReadOnlyList<Link> Links { get; }

    /// <summary>The anchors of the headings, as GitHub creates them.</summary>
    public IReadOnlySet<string> Anchors { get; }

    /// <summary>The inline code in tables.</summary>
    public IReadOnlyList<Quote> TableQuotes { get; }

    // Removes code blocks from the lines, since they contain no headings, links or tables.
    private static List<CodeBlock> ReadCodeBlocks(string path, string[] lines)
    {
        var blocks = new List<CodeBlock>();
        for (var i = 0; i < lines.Length; i++)
        {
            Match fence = Fence().Match(lines[i]);
            if (!fence.Success)
                continue;

            int first = i + 1;
            int last = Array.FindIndex(lines, first, line => line.Trim() == fence.Groups["fence"].Value);
            if (last < 0)
                throw new FormatException($"{path}({i + 1}): the code block has no end.");

            blocks.Add(new CodeBlock(path, first + 1, fence.Groups["info"].Value.Trim(), string.Join('\n', lines[first..last])));
            Array.Fill(lines, "", i, last + 1 - i);
            i = last;
        }

        return blocks;
    }

    private static string[] WithoutCodeSpans(string[] lines) =>
        [.. lines.Select(line => CodeSpan().Replace(line, span => new string(' ', span.Length)))];

    private static IEnumerable<Link> ReadLinks(string path, string[] lines)
    {
        // Over the whole text, since the text of a link may continue on the next line.
        string text = string.Join('\n', lines);
        foreach (Match link in InlineLink().Matches(text).Concat(LinkDefinition().Matches(text)))
            yield return new Link(path, text.AsSpan(0, link.Index).Count('\n') + 1, link.Groups["target"].Value);
    }

    private static HashSet<string> ReadAnchors(string[] lines)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in lines.Select(line => Heading().Match(line)).Where(match => match.Success))
        {
            string anchor = AnchorOf(heading.Groups["text"].Value);
            for (var number = 1; !anchors.Add(number == 1 ? anchor : $"{anchor}-{number - 1}"); number++)
            {
            }
        }

        return anchors;
    }

    // GitHub keeps letters, digits, hyphens and underscores in lower case, and replaces each space by a hyphen.
    private static string AnchorOf(string heading)
    {
        string text = InlineLink().Replace(heading, link => link.Groups["text"].Value).Trim().ToLowerInvariant();
        return string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));
    }

    private static IEnumerable<Quote> ReadTableQuotes(string path, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith('|'))
                continue;
            foreach (Match span in CodeSpan().Matches(lines[i]))
                yield return new Quote(path, i + 1, span.Groups["code"].Value.Trim());
        }
    }

    [GeneratedRegex(@"^\s*(?<fence>`{3,})(?<info>[^`]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)(?<ticks>`+)(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\[(?<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(?<target>[^()\s>]+)>?(?:\s+""[^""]*"")?\s*\)")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^ {0,3}\[[^\]\n]+\]:\s*<?(?<target>[^\s>]+)>?", RegexOptions.Multiline)]
    private static partial Regex LinkDefinition();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.*?)\s*#*\s*$")]
    private static partial Regex Heading();
}
