using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Builds the endpoints of minimal APIs a second time, with an endpoint filter that records the arguments of the handler. An attribute of a
// handler cannot add a filter, and a built endpoint cannot get one.
internal sealed class ArgumentEndpoints(IServiceProvider services)
{
    private readonly EndpointDataSource? _source = services.GetService<EndpointDataSource>();
    private readonly Lock _building = new();
    private RouteEndpoint[]? _built;
    private IChangeToken? _change;

    // Null if no data source builds the endpoint from a handler.
    public RouteEndpoint? Of(RouteEndpoint endpoint)
    {
        lock (_building)
        {
            if (_built is null || _change is { HasChanged: true })
            {
                // The token is taken before the endpoints, so that no change in between is missed.
                _change = _source?.GetChangeToken();
                _built = [.. Build()];
            }

            return Array.Find(_built, built => IsSame(built, endpoint));
        }
    }

    private IEnumerable<RouteEndpoint> Build()
    {
        var context = new RouteGroupContext { Prefix = RoutePatternFactory.Parse(""), ApplicationServices = services, Conventions = [AddFilter] };
        foreach (EndpointDataSource source in _source is CompositeEndpointDataSource composite ? composite.DataSources : _source is null ? [] : [_source])
        {
            IReadOnlyList<Endpoint> endpoints = [];
            try
            {
                endpoints = source.GetGroupedEndpoints(context);
            }
            catch (NotSupportedException)
            {
                // A data source of endpoints without a route, which have no handler with arguments.
            }

            foreach (RouteEndpoint endpoint in endpoints.OfType<RouteEndpoint>())
                yield return endpoint;
        }
    }

    private static void AddFilter(EndpointBuilder builder)
    {
        if (builder.Metadata.OfType<MethodInfo>().Any())
            builder.FilterFactories.Add(Record);
    }

    private static EndpointFilterDelegate Record(EndpointFilterFactoryContext handler, EndpointFilterDelegate next)
    {
        Dictionary<string, int> positions = handler.MethodInfo.GetParameters().ToDictionary(parameter => parameter.Name!, parameter => parameter.Position);
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
