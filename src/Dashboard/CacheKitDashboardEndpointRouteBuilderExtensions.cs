using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

/// <summary>Maps the dashboard.</summary>
public static class CacheKitDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard: pages that show what is cached, and a JSON API. In Development it answers requests of the same machine; everywhere
    /// else it answers only if authorization is required on the returned endpoints, for example by <c>RequireAuthorization()</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The path of the dashboard.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    /// <returns>The endpoints of the dashboard, for further conventions.</returns>
    public static IEndpointConventionBuilder MapCacheKit(
        this IEndpointRouteBuilder endpoints, string pattern = "/cachekit", Action<CacheKitDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new CacheKitDashboardOptions();
        configure?.Invoke(options);

        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        var reader = new DashboardReader(endpoints.ServiceProvider, options);
        DashboardPages.Map(group, reader, options);
        return group;
    }
}
