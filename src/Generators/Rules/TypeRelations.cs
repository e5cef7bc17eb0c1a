using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// How one type stands to another.
internal static class TypeRelations
{
    public static bool Is(this ITypeSymbol type, INamedTypeSymbol? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, other);

    // The type itself, a base class of it or an interface that it implements.
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

    // Type.FullName of the definition.
    public static string FullName(this INamedTypeSymbol type) => type.ContainingType is { } outer
        ? $"{outer.FullName()}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    // Those of the types around it first.
    public static IEnumerable<ITypeSymbol> AllTypeArguments(this INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? outer.AllTypeArguments().Concat(type.TypeArguments) : type.TypeArguments;

    // The T of a Nullable<T>, or the type itself.
    public static ITypeSymbol WithoutNullable(this ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    public static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute is not null && symbol.GetAttributes().Any(data => data.AttributeClass is { } type && type.IsOrInherits(attribute));
}
