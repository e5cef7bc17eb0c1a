using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Emits how a call that runs in the background replaces arguments that are not part of the key: with services of a new scope.
internal static class DetachmentCode
{
    // Returns null for an argument that is passed unchanged.
    public static string? Of(IParameterSymbol parameter, string field, KnownTypes known)
    {
        if (known.IsToken(parameter.Type))
            return "default";
        if (parameter.Type.IsValueType || parameter.Type.SpecialType == SpecialType.System_String)
            return null;
        if (BackgroundRules.IsOfRequest(parameter.Type, known))
            return $"services.OfRequest({field})";

        return KeyOf(parameter, known) is { } key ? $"services.Keyed({field}, {key})" : $"services.Of({field})";
    }

    // A service key that is inherited from the enclosing service is not supported.
    private static string? KeyOf(IParameterSymbol parameter, KnownTypes known) =>
        parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { } type
            && type.IsOrInherits(known.FromKeyedServices)) is { ConstructorArguments.Length: 1 } keyed
            ? Code.Constant(keyed.ConstructorArguments[0])
            : null;
}
