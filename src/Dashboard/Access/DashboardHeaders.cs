using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The headers of all responses of the dashboard. Nothing is loaded from elsewhere, shown inside another site or kept by a cache.
internal static class DashboardHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Write(IHeaderDictionary headers)
    {
        headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
