using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Attributes of System.Text.Json, matched by name because they are searched for on every member of a type.
internal static class JsonAttributes
{
    private const string Space = "System.Text.Json.Serialization";
    private const int Populate = 1;
    private const int Never = 0;
    private const int WhenWritingDefault = 2;
    private const int WhenWritingNull = 3;

    // A custom converter is assumed to be correct, and so is a base class that lists its derived classes.
    public static bool HasConverter(ISymbol symbol) =>
        symbol.GetAttributes()
            .Any(data => data.AttributeClass is { } type && type.BaseTypes().Prepend(type).Any(place => IsOf(place, "JsonConverterAttribute")));

    public static bool IsIncluded(ISymbol member) => Find(member, "JsonIncludeAttribute") is not null;

    // A condition that only omits nulls or defaults loses nothing.
    public static bool IsIgnored(ISymbol member) =>
        Find(member, "JsonIgnoreAttribute") is { } ignore && ignore.Named("Condition") is not (Never or WhenWritingDefault or WhenWritingNull);

    public static bool IsPopulated(ISymbol member) =>
        Find(member, "JsonObjectCreationHandlingAttribute") is { } handling && handling.ConstructorArguments.FirstOrDefault().Single() is Populate;

    public static bool IsConstructor(IMethodSymbol constructor) => Find(constructor, "JsonConstructorAttribute") is not null;

    public static IEnumerable<INamedTypeSymbol> DerivedTypes(INamedTypeSymbol type) =>
        type.GetAttributes().Where(data => data.AttributeClass is { } attribute && IsOf(attribute, "JsonDerivedTypeAttribute"))
            .Select(data => data.ConstructorArguments.FirstOrDefault().Single()).OfType<INamedTypeSymbol>();

    private static AttributeData? Find(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass is { } type && IsOf(type, name));

    private static bool IsOf(INamedTypeSymbol type, string name) => type.MetadataName == name && type.ContainingNamespace.ToDisplayString() == Space;
}
