using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Advice for responses that are not stored, for a reason that the application can remove.
internal static class StorabilityAdvice
{
    // Null if the reason is specific to this response, or intended.
    public static string? Of(string whyNot, RequestReads reads, IHeaderDictionary headers) => whyNot switch
    {
        Storability.Authentication =>
            "its requests are authenticated after the cache. Call app.UseCacheKit() after app.UseAuthentication()",
        Storability.User =>
            "HttpContext.User is set after the cache. Middleware that sets it belongs before UseCacheKit",
        Storability.Session =>
            "its handler uses the session or TempData. Leave the endpoint uncached, or keep what it needs in the URL",
        Storability.Antiforgery =>
            "it holds an antiforgery token. Leave the endpoint uncached, or fetch the token from an endpoint of its own",
        Storability.Cookie =>
            $"the cookie {reads.Cookie} is read after the cache, and the key does not contain it. Name it in VaryBy(Cookies), or in " +
            "VaryBy(IrrelevantCookies) if it does not change the response; middleware that reads it belongs before UseCacheKit",
        Storability.Credential =>
            $"the header {Storability.CredentialOf(reads, headers)} is read after the cache, and the key does not contain it. " +
            "Name it in VaryBy(Headers), or authenticate before UseCacheKit",
        Storability.Certificate =>
            "its handler reads the certificate of the client. Authenticate by it before UseCacheKit, vary by user, and read the claims",
        Storability.RequestChanged =>
            "the method, scheme, host, path, query or a header of the request is changed after the cache. Call UseForwardedHeaders, " +
            "UsePathBase, UseHttpMethodOverride and UseRewriter before UseCacheKit",
        Storability.Nonce =>
            "its Content-Security-Policy has a nonce, which is valid for one response. Use hashes in the policy",
        UnstoredReason.TooLong =>
            "their payloads are longer than the limit of their coder or store. Compress them, send them in pages, or raise the limit",
        _ => null,
    };
}
