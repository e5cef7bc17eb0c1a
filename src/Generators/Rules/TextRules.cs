using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which types Core's ValueText can write.
internal static class TextRules
{
    // Formattable types whose text is different for each value.
    private static readonly HashSet<string> _formattable = new(StringComparer.Ordinal)
    {
        "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64",
        "System.Int128", "System.UInt128",
        "System.IntPtr", "System.UIntPtr", "System.Half", "System.Single", "System.Double", "System.Decimal", "System.Numerics.BigInteger",
        "System.Numerics.Complex",
        "System.Runtime.InteropServices.NFloat", "System.Numerics.Vector`1", "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Vector4",
        "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.FormattableString",
        "System.Text.Rune", "System.Net.IPAddress", "System.Net.IPNetwork", "System.Uri", "System.Version",
    };

    // Returns the part of a type that has no text, or null.
    public static KeyFault? FaultOf(ITypeSymbol type, string path, KnownTypes known)
    {
        type = type.WithoutNullable();
        if (known.Texts.Supports(type) || type.IsOrInherits(known.CacheKey) || HasOwnText(type, known))
            return null;
        if (IsComposed(type, known))
            return ItemsOf(type, known)
                .Select(item => FaultOfItem(item, path.Length == 0 ? type.Name : path, known))
                .FirstOrDefault(fault => fault is not null);

        return new KeyFault(path, type, type.IsOrInherits(known.Formattable) ? KeyFault.Untrusted : KeyFault.NoText);
    }

    // Whether the type has a built-in text, which a [CacheKeyText] method cannot replace.
    public static bool IsBuiltIn(ITypeSymbol type, KnownTypes known) =>
        type.IsOrInherits(known.CacheKey)
            || HasOwnText(type, known)
            || IsComposed(type, known)
            || !SymbolEqualityComparer.Default.Equals(type, type.WithoutNullable());

    // Returns the item types of a collection or a tuple.
    public static IEnumerable<ITypeSymbol> ItemsOf(ITypeSymbol type, KnownTypes known) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => [array.ElementType],
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Select(element => element.Type),
        INamedTypeSymbol named when IsTuple(named, known) => named.TypeArguments,
        INamedTypeSymbol named => CollectionRules.ItemsOf(named, known),
        _ => [],
    };

    public static bool IsOfFramework(ITypeSymbol type)
    {
        INamespaceSymbol? place = type.ContainingNamespace;
        while (place is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            place = place.ContainingNamespace;

        return place?.Name == "System" && type.ContainingAssembly?.Name is { } assembly
            && (assembly.StartsWith("System.", StringComparison.Ordinal) || assembly is "System" or "mscorlib" or "netstandard");
    }

    private static bool HasOwnText(ITypeSymbol type, KnownTypes known) =>
        type is ITypeParameterSymbol
        || type.TypeKind == TypeKind.Enum
        || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String
        || type.IsOrInherits(known.Type)
        || (type is INamedTypeSymbol named && IsOfFramework(named) && _formattable.Contains(named.FullName()));

    private static bool IsComposed(ITypeSymbol type, KnownTypes known) => type switch
    {
        IArrayTypeSymbol array => array.Rank == 1,
        INamedTypeSymbol { IsTupleType: true } => true,
        INamedTypeSymbol named => IsTuple(named, known) || CollectionRules.IsCollection(named, known),
        _ => false,
    };

    private static bool IsTuple(INamedTypeSymbol type, KnownTypes known) => type.Name == "Tuple" && type.IsOrInherits(known.Tuple) && IsOfFramework(type);

    private static KeyFault? FaultOfItem(ITypeSymbol item, string path, KnownTypes known)
    {
        if (FaultOf(item, path + "[]", known) is not { } fault)
            return null;

        return RecordRules.IsWrittenByParts(fault.Type) ? fault with { Why = KeyFault.InCollection } : fault;
    }
}
