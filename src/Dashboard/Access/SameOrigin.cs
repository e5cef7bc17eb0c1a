using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Decides whether a request was made by a page of the same origin. Programs such as curl send none of these headers.
internal static class SameOrigin
{
    // For changes. A browser that sends none of the headers asks before it sends JSON to another origin, and gets no permission.
    public static bool Is(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out StringValues site))
            return site.ToString() is "same-origin" or "none";
        if (headers.TryGetValue("Origin", out StringValues origin))
            return IsOriginOf(request, origin);

        return !headers.TryGetValue("Referer", out StringValues referer) || IsOriginOf(request, referer);
    }

    // Whether a script of another origin reads, which a CORS policy of the application may allow. Links from other sites are followed.
    public static bool IsReadElsewhere(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out StringValues site))
            return site.ToString() is not ("same-origin" or "none") && headers["Sec-Fetch-Mode"] != "navigate";

        return headers.TryGetValue("Origin", out StringValues origin) && !IsOriginOf(request, origin);
    }

    private static bool IsOriginOf(HttpRequest request, StringValues text) =>
        text.Count == 1 &&
        Uri.TryCreate(text[0], UriKind.Absolute, out Uri? theirs) &&
        Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out Uri? ours) &&
        Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
