using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// The names of the methods that may be marked, so that only calls of such a name are looked at closely. It may hold more than the
// marked ones: of the source only the syntax is read, each file once, and of other assemblies those that reference CacheKit, once.
internal sealed class MarkedNames
{
    private const string Core = "CacheKit.Core";

    private static readonly ConditionalWeakTable<Compilation, MarkedNames> _compilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> _trees = new();
    private static readonly ConditionalWeakTable<MetadataReference, HashSet<string>> _references = new();

    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "Cached" };

    private MarkedNames(Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
            _names.UnionWith(Once(_trees, tree, () => NamesIn(tree.GetRoot(cancellationToken))));
        foreach (MetadataReference reference in compilation.References)
            _names.UnionWith(Once(_references, reference, () => NamesIn(compilation, reference)));
    }

    public static MarkedNames Of(Compilation compilation, CancellationToken cancellationToken) =>
        _compilations.TryGetValue(compilation, out MarkedNames? names)
            ? names
            : _compilations.GetValue(compilation, compilation => new MarkedNames(compilation, cancellationToken));

    public bool Contains(string name) => _names.Contains(name);

    private static HashSet<string> Once<TPlace>(ConditionalWeakTable<TPlace, HashSet<string>> known, TPlace place, Func<IEnumerable<string>> find)
        where TPlace : class
    {
        if (!known.TryGetValue(place, out HashSet<string>? names))
            names = known.GetValue(place, _ => new HashSet<string>(find(), StringComparer.Ordinal));
        return names;
    }

    // An override may inherit its attributes from elsewhere.
    private static IEnumerable<string> NamesIn(SyntaxNode root) =>
        from method in root.DescendantNodes(node => node is not (StatementSyntax or ExpressionSyntax or ArrowExpressionClauseSyntax)).OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.Count > 0
        select method.Identifier.ValueText;

    private static IEnumerable<string> NamesIn(Compilation compilation, MetadataReference reference)
    {
        if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly || KnownTypes.Of(compilation) is not { } known)
            return [];
        if (!assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == Core)))
            return [];

        return from type in TypesIn(assembly.GlobalNamespace)
               from method in type.GetMembers().OfType<IMethodSymbol>()
               where Marks.IsMarked(method, known)
               select method.Name;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol place) =>
        place.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol inner => TypesIn(inner),
            INamedTypeSymbol type => TypesIn(type).Prepend(type),
            _ => [],
        });
}
