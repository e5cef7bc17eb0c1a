using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Reads the cache attributes of a method: its own, or else those of the method that it overrides.
internal static class Marks
{
    // More than one attribute is a contradiction.
    public static ImmutableArray<AttributeData> CachesOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.Cache);

    public static AttributeData? CacheOf(IMethodSymbol method, KnownTypes known) => CachesOf(method, known).FirstOrDefault();

    public static AttributeData? PutOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.CachePut).FirstOrDefault();

    public static ImmutableArray<AttributeData> EvictsOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.CacheEvict);

    // Returns the attribute of the type or of a base class, which sets defaults for the marked methods.
    public static AttributeData? DefaultsOf(INamedTypeSymbol type, KnownTypes known) => OfType(type, known.Cache);

    // Returns the name of the cache that a method uses; null: the global one.
    public static string? CacheNameOf(IMethodSymbol method, KnownTypes known) =>
        (Inherited(method, known.CacheName).FirstOrDefault() ?? OfType(method.ContainingType, known.CacheName))?.ConstructorArguments.FirstOrDefault()
            .Single() as string;

    public static bool IsMarked(IMethodSymbol method, KnownTypes known) =>
        CacheOf(method, known) is not null || PutOf(method, known) is not null || EvictsOf(method, known).Length > 0;

    // Returns the attributes that are declared on the symbol itself.
    public static ImmutableArray<AttributeData> Own(ISymbol symbol, INamedTypeSymbol? attribute) => attribute is null
        ? ImmutableArray<AttributeData>.Empty
        : symbol.GetAttributes().Where(data => data.AttributeClass is { } type && type.IsOrInherits(attribute)).ToImmutableArray();

    private static AttributeData? OfType(INamedTypeSymbol type, INamedTypeSymbol? attribute) =>
        new[] { type }.Concat(type.BaseTypes()).Select(place => Own(place, attribute).FirstOrDefault()).FirstOrDefault(data => data is not null);

    private static ImmutableArray<AttributeData> Inherited(IMethodSymbol method, INamedTypeSymbol? attribute)
    {
        for (IMethodSymbol? place = method.OriginalDefinition; place is not null; place = place.OverriddenMethod?.OriginalDefinition)
        {
            ImmutableArray<AttributeData> own = Own(place, attribute);
            if (own.Length > 0)
                return own;
        }

        return ImmutableArray<AttributeData>.Empty;
    }
}
