using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// The endpoints of an application, built once for routing and for the checks at start-up.
//
// Routing and the container each have a list of the same endpoints, and each builds its own. Building a minimal API handler takes about 2 ms. So
// while the pipeline is built, routing finds one data source that keeps the endpoints, and the checks read the same one.
internal sealed class RoutedEndpoints(IServiceProvider services)
{
    // The key under which an application builder has the route builder of its pipeline.
    private const string RouteBuilder = "__EndpointRouteBuilder";

    private ICollection<EndpointDataSource> _routes = [];
    private EndpointDataSource[] _mapped = [];
    private EndpointDataSource? _all;

    // Null without routing. An application without the start-up filters has only the list of the container.
    public static EndpointDataSource? Of(IServiceProvider services) =>
        services.GetService<RoutedEndpoints>()?._all ?? services.GetService<EndpointDataSource>();

    // Called when all endpoints are mapped, and before routing reads its data sources.
    public void Share(IApplicationBuilder app)
    {
        if (services.GetService<EndpointDataSource>() is not CompositeEndpointDataSource container ||
            !app.Properties.TryGetValue(RouteBuilder, out object? builder) ||
            builder is not IEndpointRouteBuilder { DataSources: { IsReadOnly: false, Count: > 0 } routes })
        {
            return;
        }

        // A branch of the pipeline may have a route builder of its own, whose endpoints are checked, but not routed to here.
        _mapped = [.. routes];
        EndpointDataSource[] others = [.. container.DataSources.Except(_mapped)];
        var routed = new CompositeEndpointDataSource(_mapped);
        _all = others.Length == 0 ? routed : new CompositeEndpointDataSource([routed, .. others]);
        _routes = routes;

        // Conventions run while endpoints are built, and those of the framework look for the data source of static assets in the list. So all
        // are built before the list changes.
        _ = _all.Endpoints;
        Replace(routed);
    }

    // Other code looks for its own data sources in the list.
    public void Restore() => Replace(_mapped);

    private void Replace(params ReadOnlySpan<EndpointDataSource> sources)
    {
        _routes.Clear();
        foreach (EndpointDataSource source in sources)
            _routes.Add(source);
    }
}
