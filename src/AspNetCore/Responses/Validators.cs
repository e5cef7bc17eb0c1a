using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// What the conditions of a request are compared with (RFC 9110, section 8.8): the tag and the date of a response, and when it was made.
internal readonly record struct Validators(string? EntityTag, string? LastModified, DateTimeOffset? Created)
{
    private bool IsStrong => EntityTag is { Length: > 0 } && !EntityTag.StartsWith("W/", StringComparison.Ordinal);

    // A response that is not stored has only the validators that its handler sent.
    public static Validators OfHandler(IHeaderDictionary response) =>
        new(response.ETag.Count > 0 ? response.ETag.ToString() : null, response.LastModified.Count > 0 ? response.LastModified.ToString() : null, null);

    // Whether the client's own copy, which it wants to go on with, is no longer the current one. A tag that the cache has made is weak and
    // would never do, so only those of the handler count.
    public bool Fail(IHeaderDictionary request)
    {
        if (request.IfMatch.Count > 0 && IsStrong)
            return !EntityTags.MatchStrongly(request.IfMatch, EntityTag!);

        return request.IfMatch.Count == 0 && request.IfUnmodifiedSince.Count > 0 &&
            HeaderUtilities.TryParseDate(request.IfUnmodifiedSince.ToString(), out DateTimeOffset since) &&
            HeaderUtilities.TryParseDate(LastModified, out DateTimeOffset modified) && modified > since;
    }

    // Whether the client has the response already.
    public bool Match(IHeaderDictionary request)
    {
        if (request.IfNoneMatch.Count > 0)
            return EntityTag is not null && EntityTags.Match(request.IfNoneMatch, EntityTag);
        if (request.IfModifiedSince.Count == 0 || !HeaderUtilities.TryParseDate(request.IfModifiedSince.ToString(), out DateTimeOffset since))
            return false;

        return HeaderUtilities.TryParseDate(LastModified, out DateTimeOffset modified)
            ? modified <= since
            : Created?.AddTicks(-(Created.Value.Ticks % TimeSpan.TicksPerSecond)) <= since;
    }

    // Whether a range continues what the client has; without If-Range it says so by itself.
    public bool MatchRange(IHeaderDictionary request)
    {
        string ifRange = request.IfRange.ToString();
        if (ifRange.Length == 0)
            return true;

        return HeaderUtilities.TryParseDate(ifRange, out DateTimeOffset date)
            ? HeaderUtilities.TryParseDate(LastModified, out DateTimeOffset modified) && modified == date
            : IsStrong && ifRange == EntityTag;
    }
}
