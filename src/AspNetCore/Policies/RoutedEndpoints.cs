using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// The endpoints of an application, built once for routing and for the checks at start-up.
//
// The framework keeps two lists of the same endpoints: one for routing and one in the container, for authorization and links. Each builds
// its own, and to build one from a lambda takes 2 ms. So routing gets the other list, or one whose endpoints show their filters.
internal sealed class RoutedEndpoints(IServiceProvider services)
{
    private ICollection<EndpointDataSource> _routes = [];
    private EndpointDataSource[] _mapped = [];
    private EndpointDataSource? _shared;

    // Null without routing.
    public EndpointDataSource? All => _shared ?? services.GetService<EndpointDataSource>();

    // An application without the start-up checks has only the list of the container.
    public static EndpointDataSource? Of(IServiceProvider services) =>
        services.GetService<RoutedEndpoints>() is { } endpoints ? endpoints.All : services.GetService<EndpointDataSource>();

    // Before the pipeline is built, which routing reads its sources in.
    public void Share(IApplicationBuilder app)
    {
        var container = services.GetService<EndpointDataSource>() as CompositeEndpointDataSource;
        if (container is null || !app.Properties.TryGetValue("__EndpointRouteBuilder", out object? builder) || builder is not IEndpointRouteBuilder routes)
            return;

        _routes = routes.DataSources;
        _mapped = [.. _routes];
        EndpointDataSource[] others = [.. container.DataSources.Except(_mapped)];
        EndpointDataSource routed = others.Length == 0 && !FilterUse.IsPossible
            ? container
            : new CompositeEndpointDataSource(_mapped.Select(source => NotedEndpoints.Of(source, services)));
        _shared = others.Length == 0 ? routed : new CompositeEndpointDataSource([routed, .. others]);
        Replace(routed);
    }

    // Afterwards the application finds its sources as it has left them.
    public void Restore() => Replace(_mapped);

    private void Replace(params ReadOnlySpan<EndpointDataSource> sources)
    {
        _routes.Clear();
        foreach (EndpointDataSource source in sources)
            _routes.Add(source);
    }
}
