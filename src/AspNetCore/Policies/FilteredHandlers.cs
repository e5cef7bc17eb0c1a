using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Which endpoints have endpoint filters, where .Cache() was not called on them. A built endpoint does not show that, so their sources build
// them once more.
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
                // Before the endpoints: what changes in between is then seen.
                _change = _source?.GetChangeToken();
                _filtered = FilterUse.IsPossible ? Find() : [];
            }

            return _filtered.Contains(KeyOf([.. endpoint.Metadata], endpoint.RoutePattern));
        }
    }

    private HashSet<(object? Handler, string Route)> Find()
    {
        var filtered = new HashSet<(object? Handler, string Route)>();
        var context = new RouteGroupContext { Prefix = RoutePatternFactory.Parse(""), ApplicationServices = services, FinallyConventions = [Note] };
        foreach (EndpointDataSource source in _source is CompositeEndpointDataSource composite ? composite.DataSources : _source is null ? [] : [_source])
        {
            try
            {
                source.GetGroupedEndpoints(context);
            }
            catch (NotSupportedException)
            {
                // A source of endpoints without a route. What builds those takes no filters.
            }
        }

        return filtered;

        void Note(EndpointBuilder builder)
        {
            if (builder is RouteEndpointBuilder route && !new EndpointFilterList(builder).IsEmpty)
                filtered.Add(KeyOf(builder.Metadata, route.RoutePattern));
        }
    }

    // A group writes its routes with a slash in front.
    private static (object? Handler, string Route) KeyOf(IList<object> metadata, RoutePattern pattern) => (
        metadata.OfType<ControllerActionDescriptor>().FirstOrDefault()?.MethodInfo ??
            metadata.OfType<PageActionDescriptor>().FirstOrDefault()?.RelativePath ??
            (object?)metadata.OfType<MethodInfo>().FirstOrDefault(),
        pattern.RawText?.TrimStart('/') ?? "");
}
