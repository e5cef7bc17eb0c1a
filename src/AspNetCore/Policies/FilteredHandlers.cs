using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Finds endpoints with endpoint filters on which .Cache() was not called. A built endpoint does not expose its filters, so the data sources
// build the endpoints a second time.
internal sealed class FilteredHandlers(IServiceProvider services)
{
    private readonly EndpointDataSource? _source = services.GetService<EndpointDataSource>();
    private readonly Lock _building = new();
    private HashSet<(object? Handler, string Route)>? _filtered;
    private IChangeToken? _change;

    public bool Contain(RouteEndpoint endpoint)
    {
        lock (_building)
        {
            if (_filtered is null || _change is { HasChanged: true })
            {
                // The token is taken before the endpoints, so that no change in between is missed.
                _change = _source?.GetChangeToken();
                _filtered = FilterUse.IsPossible ? Find() : [];
            }

            return _filtered.Contains(KeyOf([.. endpoint.Metadata], endpoint.RoutePattern));
        }
    }

    private HashSet<(object? Handler, string Route)> Find()
    {
        var filtered = new HashSet<(object? Handler, string Route)>();
        var context = new RouteGroupContext { Prefix = RoutePatternFactory.Parse(""), ApplicationServices = services, FinallyConventions = [Examine] };
        foreach (EndpointDataSource source in _source is CompositeEndpointDataSource composite ? composite.DataSources : _source is null ? [] : [_source])
        {
            try
            {
                source.GetGroupedEndpoints(context);
            }
            catch (NotSupportedException)
            {
                // A data source of endpoints without a route, which cannot have filters.
            }
        }

        return filtered;

        void Examine(EndpointBuilder builder)
        {
            if (builder is RouteEndpointBuilder route && !new EndpointFilterList(builder).IsEmpty)
                filtered.Add(KeyOf(builder.Metadata, route.RoutePattern));
        }
    }

    // The routes of a group begin with a slash.
    private static (object? Handler, string Route) KeyOf(IList<object> metadata, RoutePattern pattern) => (
        metadata.OfType<ControllerActionDescriptor>().FirstOrDefault()?.MethodInfo ??
            metadata.OfType<PageActionDescriptor>().FirstOrDefault()?.RelativePath ??
            (object?)metadata.OfType<MethodInfo>().FirstOrDefault(),
        pattern.RawText?.TrimStart('/') ?? "");
}
