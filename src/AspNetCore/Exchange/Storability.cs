using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Decides which responses may be stored.
internal static class Storability
{
    public const string Status = "status";
    public const string Incomplete = "incomplete";
    public const string Authentication = "authentication";
    public const string User = "user";
    public const string Framed = "transfer-encoding";
    public const string RequestChanged = "request-changed";
    public const string Session = "session";
    public const string Antiforgery = "antiforgery";
    public const string Cookie = "cookie";
    public const string Credential = "credential";
    public const string Certificate = "certificate";
    public const string StatusPages = "status-pages";
    public const string Nonce = "nonce";
    public const string Malformed = "malformed";

    // The detail for Cache-Status; null if the response may be stored.
    public static string? WhyNot(
        HttpContext context, EndpointPolicy policy, HandlerView view, IReadOnlyDictionary<string, StringValues> headersBefore, StringValues? userBefore)
    {
        HttpResponse response = context.Response;
        if (view.Body.PassesThrough)
            return "streamed";
        if (view.Lifetime.IsAborted || view.Lifetime.IsStopped || (response.ContentLength is { } promised && promised != view.Body.Length))
            return Incomplete;
        if (!policy.StatusCodes.ContainsKey(response.StatusCode))
            return Status;
        if (view.HasDisabledStatusPages && view.Body.Length == 0)
            return StatusPages;
        if (response.Headers.SetCookie.Count > 0)
            return "set-cookie";

        // The handler set its own message framing.
        if (response.Headers.TransferEncoding.Count > 0)
            return Framed;
        if (ResponseHeaders.Tokens(response.Headers.Vary).Contains("*"))
            return "vary";
        if ((OfClient(context, policy, view, userBefore) ?? WhyNot(response.Headers)) is { } whyNot)
            return whyNot;
        if (ContentSecurity.HasNonce(response.Headers, headersBefore, view.Body))
            return Nonce;

        return policy.Variants.TryLearn(ResponseHeaders.Tokens(response.Headers.Vary).Except(policy.VaryBy.Headers, StringComparer.OrdinalIgnoreCase))
            ? null
            : "vary";
    }

    // Whether the response may depend on data of one client that the key does not contain.
    public static string? OfClient(HttpContext context, EndpointPolicy policy, HandlerView view, StringValues? userBefore)
    {
        RequestReads reads = view.Reads;
        IHeaderDictionary headers = context.Response.Headers;
        if (reads.HasAuthenticated)
            return Authentication;
        if (policy.VaryBy.User ? RequestUser.TextOf(RequestUser.Of(context)) != userBefore : RequestUser.IsUser(RequestUser.Of(context)))
            return User;
        if (view.HasChangedRequest || HasChangedHeader(reads, policy.VaryBy, headers))
            return RequestChanged;
        if (reads.HasUsedSession)
            return Session;
        if (reads.HasUsedAntiforgery)
            return Antiforgery;
        if (reads.HasUsedCertificate)
            return Certificate;
        if (reads.Cookie is not null && !Varies(headers, HeaderNames.Cookie))
            return Cookie;

        return CredentialOf(reads, headers) is null ? null : Credential;
    }

    // The first header with a credential that was read and by which the response does not vary.
    public static string? CredentialOf(RequestReads reads, IHeaderDictionary headers) =>
        Array.Find(reads.CredentialHeaders, name => !Varies(headers, name));

    private static bool HasChangedHeader(RequestReads reads, VaryByAttribute varyBy, IHeaderDictionary headers) =>
        ResponseHeaders.Tokens(headers.Vary).Concat(varyBy.Headers).Any(reads.HasChanged) ||
        (varyBy.Cookies.Length > 0 && reads.HasChanged(HeaderNames.Cookie));

    private static bool Varies(IHeaderDictionary headers, string name) =>
        ResponseHeaders.Tokens(headers.Vary).Contains(name, StringComparer.OrdinalIgnoreCase);

    // Checks the handler's Cache-Control. An unreadable directive may forbid storing.
    public static string? WhyNot(IHeaderDictionary headers)
    {
        ResponseDirectives directives = ResponseDirectives.Of(headers.CacheControl);
        return directives.NoStore ? "no-store"
            : directives.IsPrivate ? "private"
            : directives.NoCache ? "no-cache"
            : directives.IsUnreadable ? "cache-control"
            : null;
    }

    // Whether an unstorable response shows that the stored one is outdated. A refusal concerns its own client only. Other responses outdate
    // an expired entry, which would otherwise be revalidated in vain again and again.
    public static bool IsOutdatedBy(string whyNot, int status, bool hasExpired) => whyNot switch
    {
        Status or StatusPages => status is < StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status410Gone,
        Incomplete => false,
        "no-store" or "private" or "no-cache" => true,
        _ => hasExpired,
    };
}
