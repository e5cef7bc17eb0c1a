using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Whether a client has the response already (RFC 9110, section 13).
internal static class Preconditions
{
    // Headers that describe a body, and so have no place where there is none (RFC 9110, section 15.4.5).
    private static readonly string[] _ofBody =
        [HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentRange];

    public static bool DescribesBody(string header) => _ofBody.Contains(header, StringComparer.OrdinalIgnoreCase);

    public static bool IsNotModified(IHeaderDictionary request, CachedResponse response, DateTimeOffset? created)
    {
        if (response.StatusCode != StatusCodes.Status200OK)
            return false;
        if (request.IfNoneMatch.Count > 0)
            return EntityTags.Match(request.IfNoneMatch, response.EntityTag);
        if (request.IfModifiedSince.Count == 0 || !HeaderUtilities.TryParseDate(request.IfModifiedSince.ToString(), out DateTimeOffset since))
            return false;

        return HeaderUtilities.TryParseDate(response.Header(HeaderNames.LastModified), out DateTimeOffset modified)
            ? modified <= since
            : created?.AddTicks(-(created.Value.Ticks % TimeSpan.TicksPerSecond)) <= since;
    }
}
