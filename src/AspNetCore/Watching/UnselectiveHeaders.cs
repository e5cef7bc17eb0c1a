using System.Collections.Frozen;

namespace CacheKit;

// Request headers that a handler may read without its response depending on them: the response is the same for each of their values, or the
// cache processes them itself. Handlers read most of them for a log or a trace.
internal static class UnselectiveHeaders
{
    private static readonly FrozenSet<string> _names = new[]
    {
        // In the key, or a reason to bypass the cache.
        "Authorization", "Host",

        // Directives and conditions, which the cache evaluates.
        "Cache-Control", "Pragma", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range",

        // Of the connection and of the message, whose body is empty.
        "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Expect", "Keep-Alive", "Max-Forwards", "Priority", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Via",

        // Of a preflight request, which is no GET.
        "Access-Control-Request-Headers", "Access-Control-Request-Method",

        // The client, for a log.
        "CF-Connecting-IP", "CF-Ray", "CloudFront-Viewer-Address", "Fastly-Client-IP", "Fly-Client-IP", "Referer", "True-Client-IP",
        "User-Agent", "X-Azure-ClientIP", "X-Client-IP", "X-Cluster-Client-IP", "X-Envoy-External-Address", "X-Forwarded-For", "X-Original-For", "X-Real-IP",

        // Traces, and the tests of availability that Application Insights looks for when it records something.
        "B3", "Baggage", "Request-Context", "SyntheticTest-Location", "SyntheticTest-RunId", "X-Amz-Cf-Id", "X-ARR-LOG-ID", "X-Azure-Ref",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] _ofTraces = ["trace", "correlation", "request-id", "requestid", "x-b3-"];

    public static bool Contain(string name) =>
        _names.Contains(name) || Array.Exists(_ofTraces, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
