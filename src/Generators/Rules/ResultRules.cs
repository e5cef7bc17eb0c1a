using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// What a method returns, and whether that can be cached.
internal static class ResultRules
{
    private static readonly (string Type, string Why)[] _uncacheable =
    [
        ("System.IO.Stream", "is read once"),
        ("System.IO.TextReader", "is read once"),
        ("System.IO.BinaryReader", "is read once"),
        ("System.IO.Pipelines.PipeReader", "is read once"),
        ("System.Xml.XmlReader", "is read once"),
        ("System.Data.IDataReader", "is read once"),
        ("System.Data.Common.DbDataReader", "is read once"),
        ("System.Collections.IEnumerator", "is read once"),
        ("System.Collections.Generic.IAsyncEnumerator`1", "is read once"),
        ("System.Collections.Generic.IAsyncEnumerable`1", "computes its items when they are read"),
        ("System.Linq.IQueryable", "is a query, not its result"),
        ("System.Net.Http.HttpResponseMessage", "belongs to one request"),
        ("System.Net.Http.HttpContent", "is read once"),
        ("Microsoft.AspNetCore.Http.HttpContext", "belongs to one request"),
        ("Microsoft.AspNetCore.Http.HttpRequest", "belongs to one request"),
        ("Microsoft.AspNetCore.Http.HttpResponse", "belongs to one request"),
        ("Microsoft.AspNetCore.Http.IResult", "writes a response, and only an endpoint's response is cached"),
        ("Microsoft.AspNetCore.Mvc.IActionResult", "writes a response, and only an endpoint's response is cached"),
        ("Microsoft.AspNetCore.Mvc.Infrastructure.IConvertToActionResult", "writes a response, and only an endpoint's response is cached"),
        ("System.Threading.Tasks.Task", "is not a value yet"),
        ("System.Threading.Tasks.ValueTask", "is not a value yet"),
        ("System.Threading.Tasks.ValueTask`1", "is not a value yet"),
    ];

    public static ResultShape ShapeOf(ITypeSymbol result, KnownTypes known)
    {
        if (result.SpecialType == SpecialType.System_Void || result.Is(known.Task) || result.Is(known.ValueTask))
            return ResultShape.Nothing;
        if (result.Is(known.TaskOfT))
            return ResultShape.Task;

        return result.Is(known.ValueTaskOfT) ? ResultShape.ValueTask : ResultShape.Value;
    }

    // What is cached; null where there is nothing.
    public static ITypeSymbol? ValueOf(ITypeSymbol result, KnownTypes known) => ShapeOf(result, known) switch
    {
        ResultShape.Nothing => null,
        ResultShape.Value => result,
        _ => ((INamedTypeSymbol)result).TypeArguments[0],
    };

    // Why the result can't be cached, as the rest of a sentence that begins with its type; null: it can.
    public static string? WhyNotCached(IMethodSymbol method, KnownTypes known)
    {
        if (ValueOf(method.ReturnType, known) is not { } value)
            return null;
        if (method.IsIterator)
            return "computes its items when they are read";

        return WhyNotCached(value, known);
    }

    private static string? WhyNotCached(ITypeSymbol value, KnownTypes known)
    {
        if (value.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer || value.IsRefLikeType)
            return "points into memory that is not its own";
        if (value.TypeKind == TypeKind.Delegate)
            return "is code";

        foreach ((string name, string why) in _uncacheable)
        {
            if (value.IsOrInherits(known.Find(name)))
                return why;
        }

        return null;
    }
}
