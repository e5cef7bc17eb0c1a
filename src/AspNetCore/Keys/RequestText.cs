using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The readable form of a request:
//
//   request = "GET " [ scheme "://" host ] path [ "?" query ] { " " name "=" values }
//
// The path is written as a URI has it, or as the route's pattern where route values are named instead. The query parameters are
// sorted by name; those of one name, in whatever case, keep their order. After a space come route values, headers, culture and
// user, where they count. Everything a client can choose is percent-encoded, so that nothing in it looks like a space or a
// separator. HEAD is written as GET, whose entry answers it.
internal static class RequestText
{
    public static void Append(ref DefaultInterpolatedStringHandler text, HttpContext context, VaryByAttribute varyBy, string[] ignoredQuery, StringValues? user)
    {
        HttpRequest request = context.Request;
        text.AppendLiteral("GET ");
        if (varyBy.Host)
        {
            text.AppendLiteral(request.Scheme);
            text.AppendLiteral("://");
            AppendHost(ref text, request.Host.Value);
        }

        AppendPath(ref text, request.PathBase.Value);
        if (varyBy.RouteValues is { } routeValues)
            AppendRoute(ref text, context, routeValues);
        else
            AppendPath(ref text, request.Path.Value);

        if (request.QueryString.HasValue && varyBy.Query is not [])
            AppendQuery(ref text, request.QueryString.Value!, varyBy.Query, ignoredQuery);
        foreach (string header in varyBy.Headers)
            AppendPart(ref text, header.ToLowerInvariant(), request.Headers[header]);
        if (RequestCulture.Counts(context, varyBy))
            AppendPart(ref text, "culture", new StringValues([CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name]));
        if (user is { } id)
            AppendUser(ref text, id);
    }

    public static void AppendUser(ref DefaultInterpolatedStringHandler text, StringValues user) => AppendPart(ref text, "user", user);

    // A host that a server let through though it is none, is encoded like everything else.
    private static void AppendHost(ref DefaultInterpolatedStringHandler text, string? host)
    {
        if (host is null || host.AsSpan().IndexOfAnyExcept(UriCharacters.Host) < 0)
            text.AppendLiteral(host ?? "");
        else
            text.AppendLiteral(Uri.EscapeDataString(host));
    }

    // PathString.ToUriComponent leaves "%20" in a path as it is, so that it would look like an encoded space.
    private static void AppendPath(ref DefaultInterpolatedStringHandler text, string? path)
    {
        if (path is null || path.AsSpan().IndexOfAnyExcept(UriCharacters.Path) < 0)
            text.AppendLiteral(path ?? "");
        else
            text.AppendLiteral(Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal));
    }

    private static void AppendRoute(ref DefaultInterpolatedStringHandler text, HttpContext context, string[] names)
    {
        string pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (!pattern.StartsWith('/'))
            text.AppendLiteral("/");
        AppendPath(ref text, pattern);
        foreach (string name in names)
            AppendPart(ref text, name, Convert.ToString(context.Request.RouteValues[name], CultureInfo.InvariantCulture));
    }

    private static void AppendQuery(ref DefaultInterpolatedStringHandler text, string query, string[]? chosen, string[] ignored)
    {
        var parameters = new List<(string Name, string Value)>();
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString();
            if ((chosen is null || chosen.Contains(name, StringComparer.OrdinalIgnoreCase)) && !ignored.Contains(name, StringComparer.OrdinalIgnoreCase))
                parameters.Add((name, pair.DecodeValue().ToString()));
        }

        char separator = '?';
        foreach ((string name, string value) in parameters.OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase))
        {
            text.AppendFormatted(separator);
            text.AppendLiteral(Uri.EscapeDataString(name));
            text.AppendLiteral("=");
            text.AppendLiteral(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    // Values are separated by commas, which are encoded within one; without any there is no "=" either.
    private static void AppendPart(ref DefaultInterpolatedStringHandler text, string name, StringValues values)
    {
        text.AppendLiteral(" ");
        text.AppendLiteral(name);
        for (int i = 0; i < values.Count; i++)
        {
            text.AppendLiteral(i == 0 ? "=" : ",");
            text.AppendLiteral(Uri.EscapeDataString(values[i] ?? ""));
        }
    }
}
