using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Recognizes types that belong to one caller's request and cannot be used in the background.
internal static class BackgroundRules
{
    private static readonly string[] _settings = ["EagerRefreshThreshold", "SoftTimeout", "HardTimeout"];

    private static readonly string[] _requestTypes =
        ["Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse"];

    public static bool IsOfRequest(ITypeSymbol type, KnownTypes known) => _requestTypes.Any(name => type.IsOrInherits(known.Find(name)));

    public static bool IsSetting(string name) => _settings.Contains(name);

    // Returns the key of the service that the parameter gets; null: it has none. A key that is inherited from the enclosing service is not
    // supported.
    public static TypedConstant? ServiceKeyOf(IParameterSymbol parameter, KnownTypes known) =>
        parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { } type
            && type.IsOrInherits(known.FromKeyedServices)) is { ConstructorArguments.Length: 1 } keyed
            ? keyed.ConstructorArguments[0]
            : null;
}
