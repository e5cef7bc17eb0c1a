using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The generated code of a compilation.
internal sealed class WovenCalls
{
    private static readonly Regex _location = new("InterceptsLocationAttribute\\([0-9]+, \"(?<data>[^\"]+)\"\\)", RegexOptions.CultureInvariant);

    private readonly HashSet<string> _locations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public WovenCalls(Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.Contains(typeof(WeavingGenerator).FullName)))
        {
            string text = tree.GetText(cancellationToken).ToString();
            _files[Path.GetFileName(tree.FilePath)] = WithoutIndents(text);
            foreach (Match match in _location.Matches(text))
                _locations.Add(match.Groups["data"].Value);
        }
    }

    public bool Contain(string location) => _locations.Contains(location);

    // Whether the generated file of a method or a delegate contains this code.
    public bool Contains(string id, string code) => _files.TryGetValue(id + ".g.cs", out string? text) && text.Contains(WithoutIndents(code));

    private static string WithoutIndents(string text) => string.Join("\n", text.Split('\n').Select(line => line.TrimStart()));
}
