using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Finds the constructor that System.Text.Json calls.
internal static class JsonConstructors
{
    // Null with a reason: there is none. Null without a reason: the default constructor of a struct.
    public static IMethodSymbol? Of(INamedTypeSymbol type, out string? why)
    {
        why = null;
        IMethodSymbol[] all = [.. type.InstanceConstructors];
        if (all.FirstOrDefault(JsonAttributes.IsConstructor) is { } chosen)
            return chosen;
        if (type.IsValueType)
            return null;

        IMethodSymbol[] shown = [.. all.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)];
        if (shown.FirstOrDefault(constructor => constructor.Parameters.IsEmpty) is { } plain)
            return plain;
        if (shown.Length == 1)
            return shown[0];

        why = shown.Length == 0
            ? "has no public constructor: add one, or mark one [JsonConstructor]"
            : $"has {shown.Length} public constructors: mark the one that JSON calls [JsonConstructor]";
        return null;
    }

    // Names match case-insensitively, types exactly.
    public static bool Binds(IParameterSymbol parameter, string name, ITypeSymbol type) =>
        string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(parameter.Type, type);
}
