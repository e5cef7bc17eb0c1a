using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which methods ASP.NET Core calls: the middleware caches their responses, and their arguments come from the request.
internal static class EndpointRules
{
    public static bool IsController(INamedTypeSymbol type, KnownTypes known)
    {
        if (known.Find("Microsoft.AspNetCore.Mvc.ControllerBase") is not { } controller || type.IsStatic || type.TypeKind != TypeKind.Class)
            return false;

        IEnumerable<INamedTypeSymbol> places = new[] { type }.Concat(type.BaseTypes());
        if (places.Any(place => place.Has(known.Find("Microsoft.AspNetCore.Mvc.NonControllerAttribute"))))
            return false;

        return type.IsOrInherits(controller)
            || places.Any(place => place.Has(known.Find("Microsoft.AspNetCore.Mvc.ControllerAttribute")))
            || (type.DeclaredAccessibility == Accessibility.Public && type.Name.EndsWith("Controller", StringComparison.OrdinalIgnoreCase));
    }

    public static bool IsPage(INamedTypeSymbol type, KnownTypes known) =>
        type.IsOrInherits(known.Find("Microsoft.AspNetCore.Mvc.RazorPages.PageModel"))
            || type.IsOrInherits(known.Find("Microsoft.AspNetCore.Mvc.RazorPages.PageBase"));

    public static bool IsActionOrPageHandler(IMethodSymbol method, KnownTypes known)
    {
        if (method is not { DeclaredAccessibility: Accessibility.Public, IsStatic: false, MethodKind: MethodKind.Ordinary })
            return false;
        if (IsController(method.ContainingType, known))
            return !method.Has(known.Find("Microsoft.AspNetCore.Mvc.NonActionAttribute"));

        return method.Name.StartsWith("On", StringComparison.Ordinal) && IsPage(method.ContainingType, known);
    }
}
