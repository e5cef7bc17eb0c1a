using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Decides which requests the dashboard answers. It relies on the authorization of the application, and answers requests that nothing has
// authorized only in Development and only on the same machine.
internal sealed class DashboardAccess(IServiceProvider services)
{
    private const string Advice = "Require authorization on its endpoints: app.MapCacheKit().RequireAuthorization(), and call app.UseAuthorization().";

    // The mark of the authorization middleware, which the endpoint middleware looks for too.
    private const string AuthorizationMark = "__AuthorizationMiddlewareWithEndpointInvoked";

    private readonly RequiredAuthorization _authorization = new(services);
    private readonly bool _isDevelopment = services.GetService<IHostEnvironment>()?.IsDevelopment() is true;

    // Whether no request to the endpoint is answered.
    public bool IsClosed(Endpoint endpoint) => !_isDevelopment && !_authorization.MayBeRequiredBy(endpoint);

    // Null for a request that is answered.
    public async ValueTask<string?> WhyNotAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) && SameOrigin.IsReadElsewhere(context.Request))
            return "Pages of other origins can't read the dashboard of CacheKit.";
        if (context.Items.ContainsKey(AuthorizationMark) && await _authorization.IsRequiredByAsync(context.GetEndpoint()!).ConfigureAwait(false))
            return null;
        if (!_isDevelopment)
            return $"Outside Development, the dashboard of CacheKit answers only where authorization is required. {Advice}";

        return LocalRequest.Is(context)
            ? null
            : "Without authorization, the dashboard of CacheKit answers only requests of the machine that it runs on, to localhost or a " +
              $"loopback address. {Advice}";
    }
}
