using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Writes how the cache handled a request: HIT, MISS or BYPASS, and Cache-Status (RFC 9211).
internal static class CacheStatus
{
    public const string HeaderName = UnstoredHeaders.CacheStatus;

    private const string Hit = "HIT";
    private const string Miss = "MISS";
    private const string Bypass = "BYPASS";

    public static void WriteHit(HttpContext context, EndpointPolicy policy, LifetimeHeaders lifetime) =>
        Write(context, policy, Hit, lifetime.CacheStatus);

    // A negative time to live is the time since the expiration.
    public static void WriteStale(HttpContext context, EndpointPolicy policy, LifetimeHeaders lifetime, string why) =>
        Write(context, policy, Hit, lifetime.CacheStatus + Detail(why));

    // For a request that received the response of a concurrent request.
    public static void WriteCollapsed(HttpContext context, EndpointPolicy policy, Forward forward) =>
        Write(context, policy, Miss, $"CacheKit; fwd={forward.Reason}; collapsed");

    public static void WriteForwarded(HttpContext context, EndpointPolicy policy, Forward forward, bool stored, string? whyNotStored) =>
        Write(context, policy, forward.IsBypass ? Bypass : Miss, $"CacheKit; fwd={forward.Reason}" +
            (stored ? "; stored" : "") + Detail(whyNotStored ?? forward.Detail));

    public static void WriteBypass(HttpContext context, EndpointPolicy policy, Forward forward) =>
        WriteForwarded(context, policy, forward, stored: false, null);

    // For an only-if-cached request without an entry, which is not forwarded.
    public static void WriteRefused(HttpContext context, EndpointPolicy policy) =>
        Write(context, policy, Miss, "CacheKit; detail=only-if-cached");

    // Puts the stored Cache-Status values of upstream caches before the value of this cache.
    public static void Precede(IHeaderDictionary headers, StringValues stored)
    {
        if (stored.Count > 0)
            headers[HeaderName] = StringValues.Concat(stored, headers[HeaderName] is [.., { } own] ? own : null);
    }

    private static string Detail(string? detail) => detail is null ? "" : $"; detail={detail}";

    private static void Write(HttpContext context, EndpointPolicy policy, string status, string cacheStatus)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers[policy.Cache.StatusHeader] = status;

        // Each cache appends its own member; the one nearest to the client is the last.
        headers[HeaderName] = StringValues.Concat(headers[HeaderName], cacheStatus);
    }
}
