using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Decides whether a change was requested by a page of the same origin. Programs such as curl send none of these headers; a browser can't
// send JSON to another origin without asking it first, which no dashboard answers.
internal static class SameOrigin
{
    public static bool Is(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out StringValues site))
            return site.ToString() is "same-origin" or "none";
        if (headers.TryGetValue("Origin", out StringValues origin))
            return IsOriginOf(request, origin);

        return !headers.TryGetValue("Referer", out StringValues referer) || IsOriginOf(request, referer);
    }

    private static bool IsOriginOf(HttpRequest request, StringValues text) =>
        text.Count == 1 &&
        Uri.TryCreate(text[0], UriKind.Absolute, out Uri? theirs) &&
        Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out Uri? ours) &&
        Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
