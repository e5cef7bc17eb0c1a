using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Decides which requests the cache may answer.
internal static class Admission
{
    // The key that the authorization middleware sets in HttpContext.Items.
    private const string AuthorizationDone = "__AuthorizationMiddlewareWithEndpointInvoked";

    // Null if the request may be answered; user is then set if the endpoint varies by user.
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

        // Credentials without an authenticated user do not tell users apart.
        if (context.Request.Headers.Authorization.Count > 0 && !(isUser && policy.VaryBy.User))
        {
            if (policy.VaryBy.User && context.Features.Get<IAuthenticationFeature>() is null)
                policy.Warnings.WarnOfAuthentication(context.GetEndpoint());
            return Forward.Bypass("authorization");
        }

        if (isUser && !policy.VaryBy.User)
            return Forward.Bypass("user");

        // Authorization succeeded without a visible user, so the response may be personal.
        if (policy.IsAuthorized && !isUser)
            return Forward.Bypass("user-unknown");
        if (!policy.VaryBy.User)
            return null;

        user = RequestUser.TextOf(principal);
        return user is null ? Forward.Bypass("user-unknown") : null;
    }

    // The conditions that depend on neither the user nor the endpoint.
    private static Forward? OfRequest(HttpContext context)
    {
        // A re-executed request, such as an error page.
        if (context.Response.StatusCode != StatusCodes.Status200OK)
            return Forward.Bypass("re-executed");

        // An upgraded connection has no defined end.
        if (context.Request.Headers.Upgrade.Count > 0)
            return Forward.Bypass("upgrade");

        // The body of a GET has no defined meaning (RFC 9110, section 9.3.1), and is not part of a key.
        if (HasBody(context))
            return Forward.Bypass("body");

        return context is DefaultHttpContext ? null : Forward.Bypass("context");
    }

    private static bool HasBody(HttpContext context) => context.Feature<IHttpRequestBodyDetectionFeature>() is { } detection
        ? detection.CanHaveBody
        : context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0;
}
