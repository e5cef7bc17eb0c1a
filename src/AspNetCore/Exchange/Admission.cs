using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Which requests the cache may answer at all.
internal static class Admission
{
    // What the authorization middleware leaves in HttpContext.Items.
    private const string AuthorizationDone = "__AuthorizationMiddlewareWithEndpointInvoked";

    // Null if the request may be answered; then also the user, if the endpoint varies by it.
    public static Forward? WhyNot(HttpContext context, EndpointPolicy policy, out StringValues? user)
    {
        user = null;
        if (!policy.Cache.Enabled)
            return Forward.Bypass("disabled");
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return Forward.Method;
        if (policy.Filter is not null)
            return Forward.Bypass("filter");
        if (OfRequest(context) is { } refusal)
            return refusal;
        if (policy.IsAuthorized && !context.Items.ContainsKey(AuthorizationDone))
        {
            throw new InvalidOperationException(
                $"The cached endpoint {context.GetEndpoint()?.DisplayName} requires authorization, which has not taken place yet. " +
                "Call app.UseCacheKit() after app.UseAuthorization().");
        }

        ClaimsPrincipal? principal = RequestUser.Of(context);
        bool isUser = RequestUser.IsUser(principal);

        // Credentials that nobody has turned into a user can't tell users apart.
        if (context.Request.Headers.Authorization.Count > 0 && !(isUser && policy.VaryBy.User))
        {
            if (policy.VaryBy.User && context.Features.Get<IAuthenticationFeature>() is null)
                policy.Warnings.WarnOfAuthentication(context.GetEndpoint());
            return Forward.Bypass("authorization");
        }

        if (isUser && !policy.VaryBy.User)
            return Forward.Bypass("user");

        // Somebody was let in, by means that are not seen here: the response may be theirs.
        if (policy.IsAuthorized && !isUser)
            return Forward.Bypass("user-unknown");
        if (!policy.VaryBy.User)
            return null;

        user = RequestUser.TextOf(principal);
        return user is null ? Forward.Bypass("user-unknown") : null;
    }

    // What no user and no endpoint makes different.
    private static Forward? OfRequest(HttpContext context)
    {
        // A request that is part of another one's handling: an error page, most of all.
        if (context.Response.StatusCode != StatusCodes.Status200OK)
            return Forward.Bypass("re-executed");

        // It may stay open as long as both sides like.
        if (context.Request.Headers.Upgrade.Count > 0)
            return Forward.Bypass("upgrade");

        // What it says has no defined meaning (RFC 9110, section 9.3.1), and is in no key.
        if (HasBody(context))
            return Forward.Bypass("body");

        return context is DefaultHttpContext ? null : Forward.Bypass("context");
    }

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is { } detection
        ? detection.CanHaveBody
        : context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0;
}
