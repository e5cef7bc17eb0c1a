using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which types are collections of items without other state. A type that is only IEnumerable may be a query or infinite.
internal static class CollectionRules
{
    // Lists, sets and dictionaries inherit one of the first two.
    private static readonly HashSet<string> _contracts = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IReadOnlyCollection`1",
        "System.Collections.Immutable.IImmutableQueue`1", "System.Collections.Immutable.IImmutableStack`1",
    };

    public static bool IsCollection(INamedTypeSymbol type, KnownTypes known) => ItemsOf(type, known).Any();

    // Returns the item types of a list or a set, or the key and value types of a dictionary.
    public static IEnumerable<ITypeSymbol> ItemsOf(INamedTypeSymbol type, KnownTypes known)
    {
        if (!HoldsNothingElse(type) || !type.AllInterfaces.Prepend(type).Any(IsContract))
            return [];

        ITypeSymbol[] items = [.. type.AllInterfaces.Prepend(type)
            .Where(implemented => implemented.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            .Select(implemented => implemented.TypeArguments[0])
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)];
        if (items.Length != 1)
            return [];

        return items[0] is INamedTypeSymbol { MetadataName: "KeyValuePair`2" } pair && type.AllInterfaces.Prepend(type).Any(IsDictionary)
            ? pair.TypeArguments
            : items;
    }

    // A user-defined class that derives from a collection may add state.
    private static bool HoldsNothingElse(INamedTypeSymbol type)
    {
        INamedTypeSymbol? place = type;
        while (place is not null && !TextRules.IsOfFramework(place))
        {
            bool isBare = place is { TypeKind: TypeKind.Class } && !place.DeclaringSyntaxReferences.IsEmpty
                && !place.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false });
            place = isBare ? place.BaseType : null;
        }

        return place is not null && place.SpecialType != SpecialType.System_Object;
    }

    private static bool IsContract(INamedTypeSymbol type) => TextRules.IsOfFramework(type) && _contracts.Contains(type.FullName());

    private static bool IsDictionary(INamedTypeSymbol type) => type.MetadataName is "IDictionary`2" or "IReadOnlyDictionary`2";
}
