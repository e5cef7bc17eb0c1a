using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Types that belong to one caller's request, and so can't be used in the background.
internal static class BackgroundRules
{
    private static readonly string[] _settings = ["EagerRefreshThreshold", "RefreshAt", "SoftTimeout", "HardTimeout"];

    private static readonly string[] _requestTypes =
        ["Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse"];

    public static bool IsOfRequest(ITypeSymbol type, KnownTypes known) => _requestTypes.Any(name => type.IsOrInherits(known.Find(name)));

    public static bool IsSetting(string name) => _settings.Contains(name);

    // The parameter that keeps a function from running in the background, where its attributes ask for that.
    public static IParameterSymbol? OfRequest(IMethodSymbol method, KnownTypes known)
    {
        AttributeData?[] caches = [Marks.CacheOf(method, known), Marks.DefaultsOf(method.ContainingType, known)];
        return caches[0] is not null && caches.Any(cache => cache is not null && _settings.Any(cache.Says))
            ? method.Parameters.FirstOrDefault(parameter => IsOfRequest(parameter.Type, known))
            : null;
    }
}
