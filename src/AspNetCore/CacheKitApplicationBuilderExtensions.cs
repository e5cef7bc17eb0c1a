using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Adds the cache to an application's pipeline.</summary>
public static class CacheKitApplicationBuilderExtensions
{
    private const int ShortestSecret = 16;

    /// <summary>
    /// Adds the middleware that serves endpoints with <c>[Cache]</c> or <c>.Cache()</c> from the cache, and evicts for endpoints with
    /// <c>[CacheEvict]</c> or <c>.CacheEvict()</c>. Call it after forwarded headers, routing, authentication, authorization, CORS and
    /// request localization.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// When the application starts: there is no cache, or the settings of an endpoint contradict each other.
    /// </exception>
    public static IApplicationBuilder UseCacheKit(this IApplicationBuilder app, Action<CacheKitHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new CacheKitHttpOptions();
        configure?.Invoke(options);
        Validate(options);
        app.ApplicationServices.GetService<CacheKitPresence>()?.Confirm();
        Pipelines.Of(app.ApplicationServices).Add();

        // Runs when the pipeline is built. By then all endpoints are mapped, and no request has been received.
        return app.Use(next =>
        {
            var caches = new EndpointCaches(app.ApplicationServices);
            var policies = new EndpointPolicies(app.ApplicationServices, caches, options.CredentialSecret, options.EvictsChangedPaths);
            var evictions = new EvictionPolicies(app.ApplicationServices, caches, options.EvictsChangedPaths);
            foreach (Endpoint endpoint in RoutedEndpoints.Of(app.ApplicationServices)?.Endpoints ?? [])
            {
                policies.Of(endpoint);
                evictions.Of(endpoint);
            }

            RequestDelegate handler = new EvictionStep(RequestFlow.Enter(app, next), evictions).InvokeAsync;
            return new CacheKitMiddleware(handler, policies, evictions, options).InvokeAsync;
        });
    }

    private static void Validate(CacheKitHttpOptions options)
    {
        if (options.MaximumBodySize < 0 || options.MaximumBodySize > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{nameof(CacheKitHttpOptions.MaximumBodySize)} is {options.MaximumBodySize}. " +
                $"Set it to a number of bytes from 0 to {Array.MaxLength}.", nameof(options));
        }

        if (options.CredentialSecret is { Length: < ShortestSecret })
        {
            throw new ArgumentException(
                $"{nameof(CacheKitHttpOptions.CredentialSecret)} is shorter than {ShortestSecret} characters and could be guessed. " +
                "Use a longer secret, or null for none.", nameof(options));
        }
    }
}
