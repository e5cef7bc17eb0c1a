using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The classes in the source, grouped by the class or interface that they derive from, found once.
internal sealed class DerivedTypes(Compilation compilation)
{
    private readonly Lazy<ILookup<ISymbol, INamedTypeSymbol>> _derived = new(() =>
        TypesIn(compilation.Assembly.GlobalNamespace)
            .Where(type => type is { TypeKind: TypeKind.Class, IsAbstract: false })
            .SelectMany(type => type.BaseTypes().Select(ancestor => (Ancestor: ancestor.OriginalDefinition, Type: type)))
            .ToLookup(pair => (ISymbol)pair.Ancestor, pair => pair.Type, SymbolEqualityComparer.Default));

    public IEnumerable<INamedTypeSymbol> Of(INamedTypeSymbol type) => _derived.Value[type.OriginalDefinition];

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol place) =>
        place.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol inner => TypesIn(inner),
            INamedTypeSymbol type => TypesIn(type).Prepend(type),
            _ => [],
        });
}
