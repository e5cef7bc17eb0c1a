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

    public static void WriteBypass(HttpContext context, EndpointPolicy policy, Forward forward)
    {
        Count(policy, forward);
        WriteForwarded(context, policy, forward, stored: false, null);
    }

    // Called once for each request that is forwarded to its handler or waits for a concurrent one.
    public static void Count(EndpointPolicy policy, Forward forward)
    {
        if (forward.IsBypass)
            policy.Figures.AddBypass(forward.Detail ?? forward.Reason);
        else
            policy.Figures.Add(RequestResult.Miss);
    }

    // For an only-if-cached request without an entry, which is not forwarded.
    public static void WriteRefused(HttpContext context, EndpointPolicy policy)
    {
        policy.Figures.Add(RequestResult.Miss);
        Write(context, policy, Miss, "CacheKit; detail=only-if-cached");
    }

    // Puts the stored Cache-Status values of upstream caches before the value of this cache.
    public static void Precede(IHeaderDictionary headers, StringValues stored)
    {
        if (stored.Count > 0)
            headers[HeaderName] = StringValues.Concat(stored, headers[HeaderName] is [.., { } own] ? own : null);
    }

    private static string Detail(string? detail) => detail is null ? "" : $"; detail={detail}";

    private static void Write(HttpContext context, EndpointPolicy policy, string status, string cacheStatus)
    {
        // Each cache appends its own member; the one nearest to the client is the last.
        IHeaderDictionary headers = context.Response.Headers;
        StringValues before = headers.Count == 0 ? default : headers[HeaderName];
        headers[policy.Cache.StatusHeader] = status;
        headers[HeaderName] = StringValues.Concat(before, cacheStatus);
    }
}
