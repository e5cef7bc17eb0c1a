using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The names of the methods that may be marked, so that only calls of such a name are looked at closely. It may hold more than the
// marked ones: of the source only the syntax is read.
internal sealed class MarkedNames
{
    private static readonly ConditionalWeakTable<Compilation, MarkedNames> _compilations = new();

    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "Cached" };

    // An override may inherit its attributes from elsewhere.
    private MarkedNames(Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
            _names.UnionWith(AttributedMethods.Of(tree, cancellationToken).Names);
        foreach (ReferencedMarks marks in ReferencedMarks.Of(compilation))
            _names.UnionWith(marks.Names);
    }

    public static MarkedNames Of(Compilation compilation, CancellationToken cancellationToken) =>
        _compilations.TryGetValue(compilation, out MarkedNames? names)
            ? names
            : _compilations.GetValue(compilation, compilation => new MarkedNames(compilation, cancellationToken));

    public bool Contains(string name) => _names.Contains(name);
}
