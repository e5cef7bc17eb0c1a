using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Framework types that System.Text.Json codes by built-in converters, and types that only seem to be supported.
internal static class JsonSimpleTypes
{
    // Supported as dictionary keys too.
    private static readonly HashSet<string> _keys = new(StringComparer.Ordinal)
    {
        "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Uri", "System.Version",
        "System.Half", "System.Int128", "System.UInt128",
    };

    private static readonly HashSet<string> _simple = new(_keys, StringComparer.Ordinal)
    {
        "System.Text.Json.JsonElement", "System.Text.Json.JsonDocument",
        "System.Text.Json.Nodes.JsonNode", "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonArray", "System.Text.Json.Nodes.JsonValue",
        "System.Drawing.Point", "System.Drawing.PointF", "System.Drawing.Size", "System.Drawing.SizeF", "System.Drawing.Rectangle", "System.Drawing.RectangleF",
    };

    private static readonly Dictionary<string, string> _never = new(StringComparer.Ordinal)
    {
        ["System.Exception"] = "is an exception",
        ["System.IO.Stream"] = "is a stream",
        ["System.Type"] = "is a type",
        ["System.Reflection.MemberInfo"] = "describes code",
        ["System.Threading.Tasks.Task"] = "is a task",
    };

    public static bool IsSimple(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || IsPrimitive(type.SpecialType) || _simple.Contains(NameOf(type));

    public static bool IsKey(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Enum or TypeKind.TypeParameter
            || IsPrimitive(type.SpecialType)
            || _keys.Contains(NameOf(type))
            || JsonAttributes.HasConverter(type);

    // Returns why the type cannot be coded, whatever its members are.
    public static string? WhyNever(ITypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
            return "is a pointer";
        if (type.TypeKind == TypeKind.Delegate || type.SpecialType is SpecialType.System_Delegate or SpecialType.System_MulticastDelegate)
            return "is code";
        if (type.IsRefLikeType)
            return "is a ref struct";

        return type.BaseTypes()
            .Prepend(type)
            .Select(place => _never.TryGetValue(NameOf(place), out string? why) ? why : null)
            .FirstOrDefault(why => why is not null);
    }

    // Only the public surface of framework types is visible, not which of their properties hold state.
    public static bool IsOfFramework(ITypeSymbol type)
    {
        INamespaceSymbol? space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space is { Name: "System" } && type.Locations.All(place => place.IsInMetadata);
    }

    private static string NameOf(ITypeSymbol type) => type.ContainingType is null ? $"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}" : "";

    private static bool IsPrimitive(SpecialType type) => type
        is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String or SpecialType.System_Decimal
        or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_DateTime
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;
}
