using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The attributes that a method has of its own or, where it has none of them, inherits from the method it overrides.
internal static class Marks
{
    // More than one is a contradiction.
    public static ImmutableArray<AttributeData> CachesOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.Cache);

    public static AttributeData? CacheOf(IMethodSymbol method, KnownTypes known) => CachesOf(method, known).FirstOrDefault();

    public static AttributeData? PutOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.CachePut).FirstOrDefault();

    public static ImmutableArray<AttributeData> EvictsOf(IMethodSymbol method, KnownTypes known) => Inherited(method, known.CacheEvict);

    // What a type says for those of its marked methods that leave it open; the type's own attribute, or that of a base class.
    public static AttributeData? DefaultsOf(INamedTypeSymbol type, KnownTypes known) => OfType(type, known.Cache);

    // The name of the cache that a method uses; null: the global one.
    public static string? CacheNameOf(IMethodSymbol method, KnownTypes known) =>
        (Inherited(method, known.CacheName).FirstOrDefault() ?? OfType(method.ContainingType, known.CacheName))?.ConstructorArguments.FirstOrDefault().Single() as string;

    public static bool IsMarked(IMethodSymbol method, KnownTypes known) =>
        CacheOf(method, known) is not null || PutOf(method, known) is not null || EvictsOf(method, known).Length > 0;

    // The attributes in the symbol's own source.
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
