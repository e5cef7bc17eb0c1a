using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The validators of a response, with which the conditions of a request are compared (RFC 9110, section 8.8).
internal readonly record struct Validators(string? EntityTag, string? LastModified, DateTimeOffset? Created)
{
    private bool IsStrong => EntityTag is { Length: > 0 } && !EntityTag.StartsWith("W/", StringComparison.Ordinal);

    // A response that is not stored has only the validators of its handler.
    public static Validators OfHandler(IHeaderDictionary response) =>
        new(response.ETag.Count > 0 ? response.ETag.ToString() : null, response.LastModified.Count > 0 ? response.LastModified.ToString() : null, null);

    // Whether If-Match or If-Unmodified-Since fails. If-Match needs a strong tag, so tags that the cache generated are ignored.
    public bool Fail(IHeaderDictionary request)
    {
        if (request.IfMatch.Count > 0 && IsStrong)
            return !EntityTags.MatchStrongly(request.IfMatch, EntityTag!);

        return request.IfMatch.Count == 0 && request.IfUnmodifiedSince.Count > 0 &&
            HeaderUtilities.TryParseDate(request.IfUnmodifiedSince.ToString(), out DateTimeOffset since) &&
            HeaderUtilities.TryParseDate(LastModified, out DateTimeOffset modified) && modified > since;
    }

    // Whether the client already has the response.
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

    // Whether a range of this response may be sent. A range without If-Range is unconditional.
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
