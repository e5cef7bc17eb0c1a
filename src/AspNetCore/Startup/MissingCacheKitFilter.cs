using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Fails the start of an application that has endpoints that are cached or evict, but does not call UseCacheKit.
internal sealed class MissingCacheKitFilter(CacheKitPresence presence) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);

        // Runs when the pipeline is built, once the endpoints are shared with routing.
        app.Use(following =>
        {
            if (!presence.IsConfirmed && RoutedEndpoints.Of(app.ApplicationServices) is { } endpoints)
                Check(endpoints);
            return following;
        });
    };

    private static void Check(EndpointDataSource endpoints)
    {
        foreach (Endpoint endpoint in endpoints.Endpoints)
        {
            string? setting = endpoint.Metadata.GetMetadata<CacheAttribute>() is not null ? "[Cache] or .Cache()"
                : endpoint.Metadata.GetMetadata<CacheEvictAttribute>() is not null ? "[CacheEvict] or .CacheEvict()"
                : null;
            if (setting is not null)
            {
                throw new InvalidOperationException(
                    $"The endpoint {endpoint.DisplayName} has {setting}, but the pipeline has no cache. " +
                    "Call app.UseCacheKit() in Program.cs, after app.UseAuthorization().");
            }
        }
    }
}
