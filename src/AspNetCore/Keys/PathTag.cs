using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The tag of all responses of one path. Routing ignores case and a slash at the end.
internal static class PathTag
{
    public static string Of(HttpRequest request) => "path:" + (request.PathBase + request.Path).Value?.TrimEnd('/').ToUpperInvariant();
}
