namespace CacheKit;

// The reasons of Cache-Status and of the figures, as sentences.
internal static class Reasons
{
    private static readonly Dictionary<string, string> _sentences = new(StringComparer.Ordinal)
    {
        ["status"] = "Only a status of 200 is stored, unless the endpoint names others by [CacheStatusCodes].",
        ["incomplete"] = "The response did not reach its end.",
        ["authentication"] = "The request is authenticated after the cache. Call UseCacheKit after UseAuthentication.",
        ["user"] = "The request has a user, and the endpoint does not vary by user.",
        ["user-unknown"] = "The endpoint needs a user, and the request has none that tells users apart.",
        ["authorization"] = "The request carries credentials without an authenticated user.",
        ["transfer-encoding"] = "The handler sets Transfer-Encoding itself.",
        ["request-changed"] = "The request is changed after the cache. Middleware that rewrites it belongs before UseCacheKit.",
        ["session"] = "The handler uses the session or TempData.",
        ["antiforgery"] = "The response holds an antiforgery token.",
        ["cookie"] = "A cookie that is not in the key is read. Name it in VaryBy(Cookies) or VaryBy(IrrelevantCookies).",
        ["credential"] = "A header with credentials that is not in the key is read. Name it in VaryBy(Headers).",
        ["nonce"] = "Its Content-Security-Policy has a nonce, which is valid for one response.",
        ["malformed"] = "A header of the response is not valid.",
        ["set-cookie"] = "The response sets a cookie.",
        ["no-store"] = "The client or the handler says no-store.",
        ["private"] = "The handler says that the response is private.",
        ["disabled"] = "The cache is switched off.",
        ["filter"] = "A filter of the endpoint excludes the request.",
        ["method"] = "Only GET and HEAD are cached.",
        ["re-executed"] = "The request runs a second time, for example for an error page.",
        ["upgrade"] = "The connection is upgraded, for example to a WebSocket.",
        ["body"] = "The request has a body, which is not part of a key.",
        ["request"] = "The client does not accept a stored response.",
        ["vary"] = "The response varies by something that is not in the key.",
        ["exception"] = "The factory or handler failed.",
        ["streamed"] = "The response is larger than the limit, or it is sent in parts.",
        ["status-pages"] = "The handler has switched the status code pages off, and its response has no body.",
        ["certificate"] = "The handler reads the certificate of the client.",
        ["context"] = "Middleware before the cache has replaced the HttpContext.",
        ["no-cache"] = "The handler says no-cache.",
        ["cache-control"] = "The Cache-Control of the response is not valid.",
        ["changed"] = "The entry was removed or replaced while the handler ran.",
        ["too-long"] = "The response is longer than its coder or the store allows.",
        ["store"] = "The store did not take it.",
        ["alone"] = "The handler ran for a request that could not share a response.",
        ["no-key"] = "The key or the tags could not be built.",
        ["refresh"] = "The caller asked for a new value.",
    };

    public static string? Explain(string reason) => _sentences.GetValueOrDefault(reason);
}
