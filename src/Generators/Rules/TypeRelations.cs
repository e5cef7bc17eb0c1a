using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Relations between types.
internal static class TypeRelations
{
    public static bool Is(this ITypeSymbol type, INamedTypeSymbol? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, other);

    // Whether it is the type itself, a base class or an implemented interface.
    public static bool IsOrInherits(this ITypeSymbol type, INamedTypeSymbol? other)
    {
        if (other is null)
            return false;
        if (type.Is(other))
            return true;

        return other.TypeKind == TypeKind.Interface
            ? type.AllInterfaces.Any(implemented => implemented.Is(other))
            : type.BaseTypes().Any(ancestor => ancestor.Is(other));
    }

    public static IEnumerable<INamedTypeSymbol> BaseTypes(this ITypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            yield return ancestor;
    }

    // Returns Type.FullName of the definition.
    public static string FullName(this INamedTypeSymbol type) => type.ContainingType is { } outer
        ? $"{outer.FullName()}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    // Type arguments of the containing types come first.
    public static IEnumerable<ITypeSymbol> AllTypeArguments(this INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? outer.AllTypeArguments().Concat(type.TypeArguments) : type.TypeArguments;

    // Returns T for a Nullable<T>, or else the type itself.
    public static ITypeSymbol WithoutNullable(this ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    public static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute is not null && symbol.GetAttributes().Any(data => data.AttributeClass is { } type && type.IsOrInherits(attribute));
}
