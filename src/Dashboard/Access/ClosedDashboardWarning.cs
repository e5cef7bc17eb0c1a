using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Warns of a dashboard that refuses all requests, when the application has started: by then all endpoints have their conventions.
internal static class ClosedDashboardWarning
{
    public static void Prepare(IServiceProvider services, DashboardAccess access, DashboardMark mark, ILogger logger) =>
        services.GetService<IHostApplicationLifetime>()?.ApplicationStarted.UnsafeRegister(
            _ =>
            {
                IEnumerable<Endpoint> all = RoutedEndpoints.Of(services)?.Endpoints ?? [];
                IEnumerable<Endpoint> closed = all.Where(endpoint => endpoint.Metadata.Contains(mark) && access.IsClosed(endpoint));
                if (closed.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText ?? "").MinBy(path => path.Length) is { } path)
                    logger.DashboardClosed(path);
            },
            null);
}
