using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Builds the endpoints of minimal APIs a second time, with an endpoint filter that records the arguments of the handler. An attribute of a
// handler cannot add a filter, and a built endpoint cannot get one.
internal sealed class ArgumentEndpoints(IServiceProvider services)
{
    private readonly Lock _building = new();
    private RouteEndpoint[] _routed = [];
    private RouteEndpoint[]? _built;
    private IChangeToken? _change;

    // Null if no data source builds the endpoint from a handler, or if it can't be told from another one.
    public RouteEndpoint? Of(RouteEndpoint endpoint)
    {
        lock (_building)
        {
            if (_built is null || _change is { HasChanged: true })
            {
                // The token is taken before the endpoints, so that no change in between is missed.
                EndpointDataSource? source = RoutedEndpoints.Of(services);
                _change = source?.GetChangeToken();
                _routed = source is null ? [] : [.. source.Endpoints.OfType<RouteEndpoint>()];
                _built = [.. SourcesOf(source).SelectMany(Build)];
            }

            RouteEndpoint[] alike = Array.FindAll(_built, built => IsSame(built, endpoint));
            if (alike.Length < 2)
                return alike.FirstOrDefault();

            // One lambda that is mapped several times, as in a loop. A data source builds its endpoints in the same order each time.
            RouteEndpoint[] routed = Array.FindAll(_routed, other => IsSame(other, endpoint));
            int place = Array.IndexOf(routed, endpoint);
            return place >= 0 && routed.Length == alike.Length ? alike[place] : null;
        }
    }

    private static IEnumerable<EndpointDataSource> SourcesOf(EndpointDataSource? source) => source switch
    {
        null => [],
        CompositeEndpointDataSource composite => composite.DataSources.SelectMany(SourcesOf),
        _ => [source],
    };

    private IEnumerable<RouteEndpoint> Build(EndpointDataSource source)
    {
        var context = new RouteGroupContext { Prefix = RoutePatternFactory.Parse(""), ApplicationServices = services, Conventions = [AddFilter] };
        try
        {
            return source.GetGroupedEndpoints(context).OfType<RouteEndpoint>();
        }
        catch (NotSupportedException)
        {
            // A data source of endpoints without a route, which have no handler with arguments.
            return [];
        }
    }

    private static void AddFilter(EndpointBuilder builder)
    {
        if (builder.Metadata.OfType<MethodInfo>().Any())
            builder.FilterFactories.Add(Record);
    }

    private static EndpointFilterDelegate Record(EndpointFilterFactoryContext handler, EndpointFilterDelegate next)
    {
        var positions = new Dictionary<string, int>();

        // All discards of a lambda have one name.
        foreach (ParameterInfo parameter in handler.MethodInfo.GetParameters())
            positions.TryAdd(parameter.Name ?? "", parameter.Position);

        return invocation =>
        {
            invocation.HttpContext.Features.Get<EvictionRun>()?.Arguments = name => invocation.Arguments[positions[name]];
            return next(invocation);
        };
    }

    // The routes of a group begin with a slash.
    private static bool IsSame(RouteEndpoint one, RouteEndpoint other) =>
        one.Metadata.GetMetadata<MethodInfo>() is { } handler &&
        handler == other.Metadata.GetMetadata<MethodInfo>() &&
        one.RoutePattern.RawText?.TrimStart('/') == other.RoutePattern.RawText?.TrimStart('/') &&
        one.Order == other.Order &&
        one.DisplayName == other.DisplayName &&
        MethodsOf(one).SequenceEqual(MethodsOf(other));

    private static IReadOnlyList<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
}
