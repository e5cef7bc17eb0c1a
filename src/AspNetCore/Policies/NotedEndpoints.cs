using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The endpoints of a source, built with a list of their filters in the metadata of those that are cached.
internal sealed class NotedEndpoints : EndpointDataSource
{
    private readonly EndpointDataSource _source;
    private readonly RouteGroupContext _context;

    private NotedEndpoints(EndpointDataSource source, IServiceProvider services)
    {
        _source = source;

        // Null, as an empty prefix would put a slash in front of each route.
        _context = new RouteGroupContext { Prefix = null!, ApplicationServices = services, FinallyConventions = [Note] };
    }

    // Those of the framework build a group of endpoints exactly like the endpoints themselves. Another one may make copies for a group.
    public static EndpointDataSource Of(EndpointDataSource source, IServiceProvider services) =>
        source.GetType().Assembly == typeof(RouteEndpoint).Assembly && source is not CompositeEndpointDataSource
            ? new NotedEndpoints(source, services)
            : source;

    public override IReadOnlyList<Endpoint> Endpoints => _source.GetGroupedEndpoints(_context);

    public override IReadOnlyList<Endpoint> GetGroupedEndpoints(RouteGroupContext context) => _source.GetGroupedEndpoints(context);

    public override IChangeToken GetChangeToken() => _source.GetChangeToken();

    private static void Note(EndpointBuilder builder)
    {
        if (builder.Metadata.Any(item => item is CacheAttribute) && !builder.Metadata.Any(item => item is EndpointFilterList))
            builder.Metadata.Add(new EndpointFilterList(builder));
    }
}
