using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The names of methods that may be marked, so that only calls of these names are bound. It may contain more names than needed: the source
// is read by syntax only.
internal sealed class MarkedNames
{
    private static readonly ConditionalWeakTable<Compilation, MarkedNames> _compilations = new();

    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "Cached" };

    // An override may inherit its attributes from another file or assembly.
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
