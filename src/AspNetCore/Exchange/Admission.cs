using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
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
        if (policy.IsAuthorized && !context.Items.ContainsKey(AuthorizationDone))
        {
            throw new InvalidOperationException(
                $"The cached endpoint {context.GetEndpoint()?.DisplayName} requires authorization, which has not taken place yet. " +
                "Call app.UseCacheKit() after app.UseAuthorization().");
        }

        // Not context.User, which makes a user where there is none.
        bool authenticated = context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity is { IsAuthenticated: true };
        if (!policy.VaryBy.User)
            return context.Request.Headers.Authorization.Count > 0 ? Forward.Bypass("authorization") : authenticated ? Forward.Bypass("user") : null;

        // Credentials that nobody has turned into a user can't tell users apart.
        if (!authenticated && context.Request.Headers.Authorization.Count > 0)
            return Forward.Bypass("authorization");

        user = UserText.Of(context.User);
        return user is null ? Forward.Bypass("user-unknown") : null;
    }
}
