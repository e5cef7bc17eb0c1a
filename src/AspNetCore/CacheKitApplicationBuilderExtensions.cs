using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Adds the cache to an application's pipeline.</summary>
public static class CacheKitApplicationBuilderExtensions
{
    /// <summary>How many bytes of a response are stored at most, unless said otherwise: 64 MB.</summary>
    public const long DefaultMaximumBodySize = 64 * 1024 * 1024;

    /// <summary>
    /// Answers endpoints that are marked <c>[Cache]</c> or <c>.Cache()</c> from the cache. Call it after authentication,
    /// authorization, CORS and request localization.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="maximumBodySize">How many bytes of a response are stored at most. A larger one is sent on as it comes.</param>
    /// <exception cref="InvalidOperationException">
    /// When the application starts: there is no cache, or an endpoint says what can't be meant.
    /// </exception>
    public static IApplicationBuilder UseCacheKit(this IApplicationBuilder app, long maximumBodySize = DefaultMaximumBodySize)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBodySize);
        app.ApplicationServices.GetService<CacheKitPresence>()?.Confirm();

        // Run when the pipeline is built: every endpoint is mapped by then, and no request has come yet.
        return app.Use(next =>
        {
            var policies = new EndpointPolicies(app.ApplicationServices);
            foreach (Microsoft.AspNetCore.Http.Endpoint endpoint in app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints ?? [])
                policies.Of(endpoint);

            return new CacheKitMiddleware(next, policies, maximumBodySize).InvokeAsync;
        });
    }
}
