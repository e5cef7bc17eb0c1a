using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Writes a request of one endpoint into a key, readably:
//
//   request = "GET " [ scheme "://" host ] [ path base "|" ] path [ "?" query ] { " " name "=" values }
//
// The path is URI-encoded, or replaced by the route if the endpoint varies by route values (see RouteText). The query parameters are
// sorted by name, ignoring case; parameters with the same name keep their order. The route values, headers, cookies, culture, endpoint
// and user that the endpoint varies by follow, each after a space. All client input is percent-encoded, so that it cannot contain a
// separator. Credentials are hashed. HEAD is written as GET, because it is answered from the entry of GET.
internal sealed class RequestText(VaryByAttribute varyBy, string[] ignoredQuery, RouteText? route, Credentials credentials)
{
    private readonly (string Name, string Part, bool IsCredential)[] _headers =
        [.. varyBy.Headers.Select(name => (name, name.ToLowerInvariant(), Credentials.IsCredential(name)))];

    private readonly (string Name, string Part)[] _cookies =
        [.. varyBy.Cookies.Select(name => (name, "cookie:" + Uri.EscapeDataString(name)))];

    public void Append(ref DefaultInterpolatedStringHandler text, HttpContext context, string? endpoint, StringValues? user)
    {
        HttpRequest request = context.Request;
        text.AppendLiteral("GET ");
        if (varyBy.Host)
        {
            text.AppendLiteral(request.Scheme);
            text.AppendLiteral("://");
            AppendHost(ref text, request.Host.Value);
        }

        if (request.PathBase.HasValue)
        {
            AppendPath(ref text, request.PathBase.Value);
            text.AppendLiteral("|");
        }

        if (route is null)
            AppendPath(ref text, request.Path.Value);
        else
            text.AppendLiteral(route.Path);

        if (request.QueryString.HasValue && varyBy.Query is not [])
            AppendQuery(ref text, request.QueryString.Value!);
        if (route is not null)
            text.AppendLiteral(route.RequiredValues);
        foreach (string name in varyBy.RouteValues ?? [])
            AppendPart(ref text, name, Convert.ToString(request.RouteValues[name], CultureInfo.InvariantCulture));
        AppendHeaders(ref text, request);
        if (RequestCulture.IsInKey(context, varyBy))
            AppendPart(ref text, "culture", new StringValues([CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name]));
        if (endpoint is not null)
            AppendPart(ref text, "endpoint", endpoint);
        if (user is { } id)
            AppendUser(ref text, id);
    }

    public static void AppendUser(ref DefaultInterpolatedStringHandler text, StringValues user) => AppendPart(ref text, "user", user);

    // A server may let an invalid host through, so it is encoded too.
    private static void AppendHost(ref DefaultInterpolatedStringHandler text, string? host)
    {
        if (host is null || host.AsSpan().IndexOfAnyExcept(UriCharacters.Host) < 0)
            text.AppendLiteral(host ?? "");
        else
            text.AppendLiteral(Uri.EscapeDataString(host));
    }

    // PathString.ToUriComponent is not used: it does not encode the text "%20", which would then look like an encoded space.
    private static void AppendPath(ref DefaultInterpolatedStringHandler text, string? path)
    {
        if (path is null || path.AsSpan().IndexOfAnyExcept(UriCharacters.Path) < 0)
            text.AppendLiteral(path ?? "");
        else
            text.AppendLiteral(Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal));
    }

    private void AppendQuery(ref DefaultInterpolatedStringHandler text, string query)
    {
        if (IsCanonical(query))
            text.AppendLiteral(query);
        else
            AppendCanonicalQuery(ref text, query);
    }

    // Whether the query is written as it was sent: nothing in it is encoded or left out, and its parameters are sorted.
    private bool IsCanonical(string query)
    {
        if (query.Length < 2 || varyBy.Query is not null || ignoredQuery.Length > 0)
            return false;

        ReadOnlySpan<char> rest = query.AsSpan(1);
        if (rest.ContainsAnyExcept(UriCharacters.Query))
            return false;

        ReadOnlySpan<char> previous = default;
        while (true)
        {
            int end = rest.IndexOf('&');
            ReadOnlySpan<char> parameter = end < 0 ? rest : rest[..end];
            int length = parameter.IndexOf('=');
            if (length < 0 || parameter[(length + 1)..].Contains('=') || previous.CompareTo(parameter[..length], StringComparison.OrdinalIgnoreCase) > 0)
                return false;
            if (end < 0)
                return true;

            previous = parameter[..length];
            rest = rest[(end + 1)..];
        }
    }

    private void AppendCanonicalQuery(ref DefaultInterpolatedStringHandler text, string query)
    {
        List<(string Name, string Value)> parameters = [];
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString();
            bool isChosen = varyBy.Query is null || varyBy.Query.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (isChosen && !ignoredQuery.Contains(name, StringComparer.OrdinalIgnoreCase))
                parameters.Add((name, pair.DecodeValue().ToString()));
        }

        // Sort would not keep the order of parameters with the same name.
        if (parameters.Count > 1)
            parameters = [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)];
        char separator = '?';
        foreach ((string name, string value) in parameters)
        {
            text.AppendFormatted(separator);
            text.AppendLiteral(Uri.EscapeDataString(name));
            text.AppendLiteral("=");
            text.AppendLiteral(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    private void AppendHeaders(ref DefaultInterpolatedStringHandler text, HttpRequest request)
    {
        foreach ((string name, string part, bool isCredential) in _headers)
            AppendPart(ref text, part, isCredential ? Hashed(name, request.Headers[name]) : request.Headers[name]);
        foreach ((string name, string part) in _cookies)
            AppendPart(ref text, part, request.Cookies.TryGetValue(name, out string? value) ? credentials.Hash(part, value ?? "") : default(StringValues));
    }

    private StringValues Hashed(string name, StringValues values)
    {
        if (values.Count > 1)
            return values.Select(value => credentials.Hash(name, value ?? "")).ToArray();

        return values is [{ } only] ? credentials.Hash(name, only) : values;
    }

    // Values are separated by commas; commas within a value are encoded. Without values there is no "=".
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
