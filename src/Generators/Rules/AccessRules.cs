using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether generated code, which is in its own type and file, can name a type.
internal static class AccessRules
{
    private static readonly ConditionalWeakTable<Compilation, HashSet<ISymbol>> _aliased = new();

    // Returns the type or the part of it that cannot be named, or null.
    public static ITypeSymbol? Unnameable(ITypeSymbol type, Compilation compilation) => type switch
    {
        ITypeParameterSymbol or IDynamicTypeSymbol => null,
        IArrayTypeSymbol array => Unnameable(array.ElementType, compilation),
        IPointerTypeSymbol pointer => Unnameable(pointer.PointedAtType, compilation),
        INamedTypeSymbol named => Unnameable(named, compilation),
        _ => null,
    };

    private static ITypeSymbol? Unnameable(INamedTypeSymbol type, Compilation compilation)
    {
        // The type arguments of List<> are errors.
        INamedTypeSymbol? place = type.IsUnboundGenericType ? type.OriginalDefinition : type;
        for (; place is not null; place = place.ContainingType)
        {
            if (place.TypeKind == TypeKind.Error
                || place.IsFileLocal
                || place.IsAnonymousType
                || !compilation.IsSymbolAccessibleWithin(place.OriginalDefinition, compilation.Assembly)
                || HasOnlyAlias(place.ContainingAssembly, compilation))
                return place;
            if (place.TypeArguments.Select(argument => Unnameable(argument, compilation)).FirstOrDefault(argument => argument is not null) is { } inner)
                return inner;
        }

        return null;
    }

    // Whether the project refers to the assembly by an extern alias alone. Generated code names all types from global.
    public static bool HasOnlyAlias(IAssemblySymbol? assembly, Compilation compilation) =>
        assembly is not null && _aliased.GetValue(compilation, FindAliased).Contains(assembly);

    private static HashSet<ISymbol> FindAliased(Compilation compilation) => new(
        compilation.References
            .Where(reference => !reference.Properties.Aliases.IsEmpty)
            .ToLookup(reference => compilation.GetAssemblyOrModuleSymbol(reference), SymbolEqualityComparer.Default)
            .Where(references => references.Key is not null && !references.Any(reference => reference.Properties.Aliases.Contains("global")))
            .Select(references => references.Key!),
        SymbolEqualityComparer.Default);
}
