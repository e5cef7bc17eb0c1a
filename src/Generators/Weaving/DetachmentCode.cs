using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// How a call that runs in the background gets what its caller passed and its key leaves out: services of a scope of its own.
internal static class DetachmentCode
{
    // Null for what is passed on as it is.
    public static string? Of(IParameterSymbol parameter, string field, KnownTypes known)
    {
        if (parameter.Type.Is(known.CancellationToken))
            return "default";
        if (parameter.Type.IsValueType || parameter.Type.SpecialType == SpecialType.System_String)
            return null;
        if (BackgroundRules.IsOfRequest(parameter.Type, known))
            return $"services.OfRequest({field})";

        return KeyOf(parameter, known) is { } key ? $"services.Keyed({field}, {key})" : $"services.Of({field})";
    }

    // A key that is inherited from the service around it is not known here.
    private static string? KeyOf(IParameterSymbol parameter, KnownTypes known) =>
        parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { } type && type.IsOrInherits(known.FromKeyedServices)) is { ConstructorArguments.Length: 1 } keyed
            ? Code.Constant(keyed.ConstructorArguments[0])
            : null;
}
