using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which value a method returns, and whether it can be cached.
internal static class ResultRules
{
    // Matched by name: resolving each of these types in every reference would dominate the time of the analysis.
    private static readonly Dictionary<string, (string Namespace, string Why)> _uncacheable = new(StringComparer.Ordinal)
    {
        ["Stream"] = ("System.IO", "is read once"),
        ["TextReader"] = ("System.IO", "is read once"),
        ["BinaryReader"] = ("System.IO", "is read once"),
        ["PipeReader"] = ("System.IO.Pipelines", "is read once"),
        ["XmlReader"] = ("System.Xml", "is read once"),
        ["IDataReader"] = ("System.Data", "is read once"),
        ["DbDataReader"] = ("System.Data.Common", "is read once"),
        ["IEnumerator"] = ("System.Collections", "is read once"),
        ["IAsyncEnumerator`1"] = ("System.Collections.Generic", "is read once"),
        ["IAsyncEnumerable`1"] = ("System.Collections.Generic", "computes its items when they are read"),
        ["IQueryable"] = ("System.Linq", "is a query, not its result"),
        ["HttpResponseMessage"] = ("System.Net.Http", "belongs to one request"),
        ["HttpContent"] = ("System.Net.Http", "is read once"),
        ["HttpContext"] = ("Microsoft.AspNetCore.Http", "belongs to one request"),
        ["HttpRequest"] = ("Microsoft.AspNetCore.Http", "belongs to one request"),
        ["HttpResponse"] = ("Microsoft.AspNetCore.Http", "belongs to one request"),
        ["IResult"] = ("Microsoft.AspNetCore.Http", "writes a response, and only an endpoint's response is cached"),
        ["IActionResult"] = ("Microsoft.AspNetCore.Mvc", "writes a response, and only an endpoint's response is cached"),
        ["IConvertToActionResult"] = ("Microsoft.AspNetCore.Mvc.Infrastructure", "writes a response, and only an endpoint's response is cached"),
        ["Task"] = ("System.Threading.Tasks", "is not a value yet"),
        ["ValueTask"] = ("System.Threading.Tasks", "is not a value yet"),
        ["ValueTask`1"] = ("System.Threading.Tasks", "is not a value yet"),
    };

    public static ResultShape ShapeOf(ITypeSymbol result, KnownTypes known)
    {
        if (result.SpecialType == SpecialType.System_Void || result.Is(known.Task) || result.Is(known.ValueTask))
            return ResultShape.Nothing;
        if (result.Is(known.TaskOfT))
            return ResultShape.Task;

        return result.Is(known.ValueTaskOfT) ? ResultShape.ValueTask : ResultShape.Value;
    }

    // Returns the type of the cached value; null: there is none.
    public static ITypeSymbol? ValueOf(ITypeSymbol result, KnownTypes known) => ShapeOf(result, known) switch
    {
        ResultShape.Nothing => null,
        ResultShape.Value => result,
        _ => ((INamedTypeSymbol)result).TypeArguments[0],
    };

    // Returns why the result cannot be cached, as the rest of a sentence that begins with its type, or null.
    public static string? WhyNotCached(IMethodSymbol method, KnownTypes known)
    {
        if (ElementRules.ValueOf(method, known) is not { } value)
            return null;
        if (method.IsIterator)
            return "computes its items when they are read";

        return WhyNotCached(value);
    }

    private static string? WhyNotCached(ITypeSymbol value)
    {
        if (PointerRules.HoldsPointer(value) || value.IsRefLikeType)
            return "refers to memory that it does not own";
        if (value.TypeKind == TypeKind.Delegate)
            return "is code";

        return new[] { value }.Concat(value.BaseTypes()).Concat(value.AllInterfaces)
            .Select(type => _uncacheable.TryGetValue(type.MetadataName, out (string Namespace, string Why) known)
                && known.Namespace == type.ContainingNamespace?.ToDisplayString()
                ? known.Why
                : null)
            .FirstOrDefault(why => why is not null);
    }
}
