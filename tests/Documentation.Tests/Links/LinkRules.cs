using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.Markdown;

namespace CacheKit.Documentation.Tests.Links;

/// <summary>Links inside the repository point to existing files, folders and headings.</summary>
internal static partial class LinkRules
{
    /// <param name="documents">All Markdown files.</param>
    /// <param name="exists">Whether a file or a folder exists at a path in the repository.</param>
    public static IEnumerable<string> Violations(IReadOnlyList<Document> documents, Func<string, bool> exists) =>
        from document in documents
        from link in document.Links
        where !Elsewhere().IsMatch(link.Target)
        let fault = FaultOf(link, documents, exists)
        where fault is not null
        select $"{link.File}({link.Line}): {link.Target} {fault}";

    private static string? FaultOf(Link link, IReadOnlyList<Document> documents, Func<string, bool> exists)
    {
        string[] parts = link.Target.Split('#', 2);
        if (PathOf(link.File, Uri.UnescapeDataString(parts[0])) is not { } path)
            return "leads out of the repository.";
        if (!exists(path))
            return "leads to nothing.";
        if (parts.Length == 1)
            return null;

        Document? target = documents.FirstOrDefault(document => document.Path == path);
        return target is not null && target.Anchors.Contains(parts[1]) ? null : "names a heading that there is not.";
    }

    // Null for a path outside the repository.
    private static string? PathOf(string file, string target)
    {
        if (target.Length == 0)
            return file;
        if (target.StartsWith('/'))
            return null;

        var path = new List<string>(file.Split('/')[..^1]);
        foreach (string step in target.Split('/').Where(step => step is not ("." or "")))
        {
            if (step != "..")
                path.Add(step);
            else if (path.Count > 0)
                path.RemoveAt(path.Count - 1);
            else
                return null;
        }

        return string.Join('/', path);
    }

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
