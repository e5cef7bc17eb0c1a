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

        return BackgroundRules.ServiceKeyOf(parameter, known) is { } key
            ? $"services.Keyed({field}, {Code.Constant(key)})"
            : $"services.Of({field})";
    }
}
