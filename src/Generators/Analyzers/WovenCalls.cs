using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The generated code of a compilation.
internal sealed class WovenCalls
{
    private static readonly Regex _location = new("InterceptsLocationAttribute\\([0-9]+, \"(?<data>[^\"]+)\"\\)", RegexOptions.CultureInvariant);

    private readonly HashSet<string> _locations = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> _files;

    public WovenCalls(Compilation compilation, CancellationToken cancellationToken)
    {
        (string Id, string Text)[] files =
        [
            .. compilation.SyntaxTrees.Where(tree => tree.FilePath.Contains(typeof(WeavingGenerator).FullName))
                .Select(tree => (FileParser.IdOf(Path.GetFileName(tree.FilePath)), tree.GetText(cancellationToken).ToString())),
        ];
        _files = files.ToLookup(file => file.Id, file => WithoutIndents(file.Text), StringComparer.Ordinal);
        foreach (Match match in files.SelectMany(file => _location.Matches(file.Text).Cast<Match>()))
            _locations.Add(match.Groups["data"].Value);
    }

    public bool Contain(string location) => _locations.Contains(location);

    // Whether the generated file of a method or a delegate contains this code.
    public bool Contains(string id, string code) => _files[id].Any(text => text.Contains(WithoutIndents(code)));

    private static string WithoutIndents(string text) => string.Join("\n", text.Split('\n').Select(line => line.TrimStart()));
}
