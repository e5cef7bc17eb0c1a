using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Sets the headers that tell clients and other caches how long and for whom a response is valid.
internal static class ResponseHeaders
{
    public static void Apply(HttpContext context, EndpointPolicy policy, CachedResponse response, Freshness freshness)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = response.EntityTag;
        if (policy.VaryBy.Headers.Length > 0)
            AddVary(headers, policy.VaryBy.Headers);
        if (policy.VaryBy.Cookies.Length > 0)
            AddVary(headers, HeaderNames.Cookie);
        if (RequestCulture.IsInKey(context, policy.VaryBy))
            AddVary(headers, RequestCulture.HeadersOf(context));
        if (policy.VaryBy.User)
            AddVary(headers, HeaderNames.Authorization, HeaderNames.Cookie);

        if (response.HasOwnLifetime)
        {
            // A per-user response is private, unless the handler declared it public.
            if (policy.VaryBy.User && !response.Directives.IsPublic)
                headers.CacheControl = StringValues.Concat("private", headers.CacheControl).ToString();

            // The handler's lifetime counts from its own Date.
            headers.Date = response.Date;
            if (freshness.Age is { TotalSeconds: >= 1 } age)
                headers.Age = Math.Min((long)age.TotalSeconds, DeltaSeconds.Maximum).ToString(CultureInfo.InvariantCulture);
            return;
        }

        // Expires uses this server's clock, so Date must too.
        if (headers.Date.Count > 0)
            headers.Date = default;

        // A response without freshness is not served stale either.
        LifetimeHeaders lifetime = response.LifetimeAt(freshness, policy.VaryBy.User, freshness.TimeToLive == TimeSpan.Zero ? default : policy.Stale);
        headers.CacheControl = lifetime.CacheControl;
        headers.Expires = lifetime.Expires;
    }

    public static void AddVary(IHeaderDictionary headers, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!Tokens(headers.Vary).Contains(name, StringComparer.OrdinalIgnoreCase))
                headers.Vary = StringValues.Concat(headers.Vary, name);
        }
    }

    // The members of a list header.
    public static IEnumerable<string> Tokens(StringValues values) =>
        values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
