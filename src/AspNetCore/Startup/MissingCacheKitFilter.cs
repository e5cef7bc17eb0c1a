using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Fails the start of an application that has endpoints that are cached or evict, but does not call UseCacheKit.
internal sealed class MissingCacheKitFilter(CacheKitPresence presence) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (!presence.IsConfirmed && app.ApplicationServices.GetService<EndpointDataSource>() is { } endpoints)
            Check(endpoints);
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
