using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which collections System.Text.Json can fill, and with which types.
internal static class JsonCollections
{
    private const string Generic = "System.Collections.Generic.";
    private const string Immutable = "System.Collections.Immutable.";

    // Filled without a call of their constructors.
    private static readonly HashSet<string> _made = new(StringComparer.Ordinal)
    {
        Generic + "IEnumerable`1", Generic + "ICollection`1", Generic + "IList`1", Generic + "IReadOnlyCollection`1", Generic + "IReadOnlyList`1",
        Generic + "ISet`1", Generic + "IDictionary`2", Generic + "IReadOnlyDictionary`2",
        Immutable + "ImmutableArray`1", Immutable + "ImmutableList`1", Immutable + "ImmutableQueue`1",
        Immutable + "ImmutableHashSet`1", Immutable + "ImmutableSortedSet`1",
        Immutable + "ImmutableDictionary`2", Immutable + "ImmutableSortedDictionary`2",
        Immutable + "IImmutableList`1", Immutable + "IImmutableQueue`1", Immutable + "IImmutableSet`1", Immutable + "IImmutableDictionary`2",
        "System.Memory`1", "System.ReadOnlyMemory`1",
    };

    // Enumerated from the top and filled from the bottom.
    private static readonly HashSet<string> _reversed = new(StringComparer.Ordinal)
    {
        Generic + "Stack`1", "System.Collections.Concurrent.ConcurrentStack`1", Immutable + "ImmutableStack`1", Immutable + "IImmutableStack`1",
    };

    private static readonly HashSet<string> _filled = new(StringComparer.Ordinal)
    {
        Generic + "ICollection`1", Generic + "Queue`1", "System.Collections.Concurrent.ConcurrentQueue`1", Generic + "IDictionary`2",
    };

    public static bool IsCollection(INamedTypeSymbol type) =>
        type.AllInterfaces.Prepend(type).Any(place => place.SpecialType == SpecialType.System_Collections_IEnumerable)
            || NameOf(type) is "System.Memory`1" or "System.ReadOnlyMemory`1";

    // Returns why the collection does not come back with its items, or null.
    public static string? WhyNotFilled(INamedTypeSymbol type)
    {
        if (type.BaseTypes().Prepend(type).Any(place => _reversed.Contains(NameOf(place))))
            return "is read back in reverse order";
        if (_made.Contains(NameOf(type)))
            return null;
        if (ItemsOf(type).Length == 0)
            return "contains objects of any type, which are read back as JSON elements";

        return CanBeFilled(type) ? null : "is a collection that JSON can't fill";
    }

    // Returns the item types, or the key and value types of a dictionary.
    public static ITypeSymbol[] ItemsOf(INamedTypeSymbol type)
    {
        if (NameOf(type) is "System.Memory`1" or "System.ReadOnlyMemory`1")
            return [type.TypeArguments[0]];

        INamedTypeSymbol[] places = [type, .. type.AllInterfaces];
        INamedTypeSymbol? items = places.FirstOrDefault(place => IsDictionary(place))
            ?? places.FirstOrDefault(place => place.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T);
        return items is null ? [] : [.. items.TypeArguments];
    }

    public static bool IsDictionary(INamedTypeSymbol type) => NameOf(type) is Generic + "IDictionary`2" or Generic + "IReadOnlyDictionary`2";

    private static bool CanBeFilled(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false } or { TypeKind: TypeKind.Struct }
        && NameOf(type) != "System.ArraySegment`1"
        && (type.IsValueType
            || type.InstanceConstructors.Any(constructor => constructor is { DeclaredAccessibility: Accessibility.Public, Parameters.IsEmpty: true }))
        && type.BaseTypes().Prepend(type).Concat(type.AllInterfaces).Any(place => _filled.Contains(NameOf(place)));

    private static string NameOf(INamedTypeSymbol type) =>
        type.ContainingType is null && type.ContainingNamespace is { } space ? $"{space.ToDisplayString()}.{type.MetadataName}" : type.MetadataName;
}
