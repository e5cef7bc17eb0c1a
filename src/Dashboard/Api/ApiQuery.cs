using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The parameters of a request.
internal static class ApiQuery
{
    private const string EncodedSlash = "%2F";

    // Routing leaves an encoded slash in the name as it is.
    public static string CacheOf(HttpContext context) =>
        ((string)context.GetRouteValue("cache")!).Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase);

    // A misspelled parameter would otherwise show more than was asked for.
    public static void RequireNoOthers(HttpContext context)
    {
        IReadOnlyList<string> names = context.GetEndpoint()?.Metadata.GetMetadata<ApiParameters>()?.Names ?? [];
        if (context.Request.Query.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw new DashboardException(DashboardFault.BadParameter,
                $"There is no parameter {other} here. {(names.Count == 0 ? "Leave it out." : $"There are {string.Join(", ", names)}.")}");
        }
    }

    // Null if it is absent.
    public static string? TextOf(HttpContext context, string name)
    {
        StringValues values = context.Request.Query[name];
        return values.Count <= 1
            ? values.ToString() is var text && values.Count == 1 ? text : null
            : throw new DashboardException(DashboardFault.BadParameter, $"The parameter {name} is given {values.Count} times. Give it once.");
    }

    public static string RequiredOf(HttpContext context, string name) =>
        TextOf(context, name) is { Length: > 0 } text
            ? text
            : throw new DashboardException(DashboardFault.BadParameter, $"The parameter {name} is missing.");

    public static int SizeOf(HttpContext context)
    {
        if (TextOf(context, "size") is not { } text)
            return DashboardReader.DefaultPageSize;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is > 0 and <= DashboardReader.LargestPageSize
            ? size
            : throw new DashboardException(
                DashboardFault.BadParameter, $"The parameter size is not a number from 1 to {DashboardReader.LargestPageSize}.");
    }
}
