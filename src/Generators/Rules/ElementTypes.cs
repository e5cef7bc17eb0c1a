using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The collections that an element-wise function takes and returns. Generated code makes collections of these types.
internal static class ElementTypes
{
    private const string Generic = "System.Collections.Generic";

    private static readonly HashSet<string> _sequences = new(StringComparer.Ordinal)
    {
        "IEnumerable`1", "ICollection`1", "IReadOnlyCollection`1", "IList`1", "IReadOnlyList`1", "List`1",
    };

    private static readonly HashSet<string> _sets = new(StringComparer.Ordinal) { "HashSet`1", "ISet`1", "IReadOnlySet`1" };

    private static readonly HashSet<string> _dictionaries = new(StringComparer.Ordinal) { "Dictionary`2", "IDictionary`2", "IReadOnlyDictionary`2" };

    // The type of an id in a parameter's type; null: it is no collection of ids.
    public static ITypeSymbol? IdOf(ITypeSymbol type) => ElementOf(type, sets: true);

    // The type of the value for one id in a result; null: the result is not one that has a value for each id.
    public static ITypeSymbol? ValueOf(ITypeSymbol type) => IsDictionary(type) ? ((INamedTypeSymbol)type).TypeArguments[1] : ElementOf(type, sets: false);

    // The type of the keys of a dictionary; null: it is another collection.
    public static ITypeSymbol? KeyOf(ITypeSymbol type) => IsDictionary(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : null;

    // Whether a collection that the caller may change is expected.
    public static bool IsList(ITypeSymbol type) => type.MetadataName is "List`1" or "IList`1" or "ICollection`1";

    public static bool IsSet(ITypeSymbol type) => _sets.Contains(type.MetadataName);

    private static bool IsDictionary(ITypeSymbol type) => IsGeneric(type) && _dictionaries.Contains(type.MetadataName);

    private static ITypeSymbol? ElementOf(ITypeSymbol type, bool sets) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol named when IsGeneric(named) && (_sequences.Contains(named.MetadataName) || (sets && IsSet(named))) => named.TypeArguments[0],
        _ => null,
    };

    private static bool IsGeneric(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == Generic;
}
