using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// A snapshot of the cached endpoints of an application, valid until they change. Finds endpoints that share a URL.
//
// Routing chooses among endpoints with the same URL by its matcher policies: a version in a header, action constraints, the host. Constraints
// of the application and branches of the pipeline may choose by anything. The keys of such endpoints must contain more than the URL.
internal sealed class CachedEndpoints
{
    private readonly IChangeToken? _change;
    private readonly RequestConstraints _constraints;
    private readonly Pipelines _pipelines;
    private readonly MatcherPolicy[] _policies;
    private readonly MatcherPolicy[] _policiesBesideHost;
    private readonly RouteEndpoint[] _endpoints;
    private readonly bool _methodsDiffer;
    private readonly Lazy<bool> _constraintsApply;
    private readonly Lazy<bool> _policiesApply;
    private readonly Lazy<bool> _policiesBesideHostApply;

    public CachedEndpoints(EndpointDataSource? source, MatcherPolicy[] policies, RequestConstraints constraints, Pipelines pipelines)
    {
        _constraints = constraints;
        _pipelines = pipelines;
        // The token is taken before the endpoints, so that no change in between is missed.
        _change = source?.GetChangeToken();
        _endpoints = [.. source?.Endpoints.OfType<RouteEndpoint>().Where(IsCached) ?? []];
        _policies = [.. policies.Where(policy => policy is not HttpMethodMatcherPolicy)];
        _policiesBesideHost = [.. _policies.Where(policy => policy is not HostMatcherPolicy)];
        _methodsDiffer = _endpoints.Select(MethodsOf).Distinct().Skip(1).Any();
        _constraintsApply = new Lazy<bool>(() => Array.Exists(_endpoints, MayBeConstrained));
        _policiesApply = new Lazy<bool>(() => Apply(_policies, _endpoints));
        _policiesBesideHostApply = new Lazy<bool>(() => Apply(_policiesBesideHost, _endpoints));
    }

    public bool HaveChanged => _change is { HasChanged: true };

    // The text that is added to the keys of an endpoint; null if the URL is sufficient.
    public string? DiscriminatorOf(Endpoint endpoint, VaryByAttribute varyBy)
    {
        // The endpoint was not selected by a route, so the URL may not identify it.
        if (endpoint is not RouteEndpoint route)
            return EndpointText.Of(endpoint);

        // True for all endpoints of most applications.
        if (!_methodsDiffer && !_pipelines.AreSeveral && varyBy.RouteValues is null && !_constraintsApply.Value &&
            !(varyBy.Host ? _policiesBesideHostApply : _policiesApply).Value)
        {
            return null;
        }

        RouteEndpoint[] others = OthersOf(route);
        if (others.Length == 0 || !SharesKeys(route, others, varyBy))
            return null;

        string text = EndpointText.Of(route);
        return Array.Exists(others, other => EndpointText.Of(other) == text) ? EndpointText.Unique() : text;
    }

    // Routing builds its own endpoint objects from the same routes, so the endpoint is also recognized by its properties.
    private RouteEndpoint[] OthersOf(RouteEndpoint endpoint)
    {
        List<RouteEndpoint> others = [.. _endpoints.Where(other => RouteOverlap.Of(endpoint.RoutePattern, other.RoutePattern))];
        if (!others.Remove(endpoint))
        {
            string text = EndpointText.Of(endpoint);
            int self = others.FindIndex(other => LooksLike(other, endpoint) && EndpointText.Of(other) == text);
            if (self >= 0)
                others.RemoveAt(self);
        }

        return [.. others];
    }

    private static bool LooksLike(RouteEndpoint one, RouteEndpoint other) =>
        one.RoutePattern.RawText == other.RoutePattern.RawText &&
        one.Order == other.Order &&
        one.DisplayName == other.DisplayName &&
        one.Metadata.Count == other.Metadata.Count;

    private static bool IsCached(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<CacheAttribute>() is not null &&
        endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is not { SuppressMatching: true } &&
        MethodsOf(endpoint) is not (false, false);

    // HEAD uses the entries of GET, so an endpoint for HEAD only and one for GET only have the same keys.
    private static (bool Get, bool Head) MethodsOf(Endpoint endpoint)
    {
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        return methods.Count == 0 ? (true, true) : (methods.Any(HttpMethods.IsGet), methods.Any(HttpMethods.IsHead));
    }

    private static bool Apply(MatcherPolicy[] policies, IReadOnlyList<Endpoint> endpoints) => Array.Exists(policies, policy =>
        (policy is INodeBuilderPolicy builder && builder.AppliesToEndpoints(endpoints)) ||
        (policy is IEndpointSelectorPolicy selector && selector.AppliesToEndpoints(endpoints)));

    private bool MayBeConstrained(RouteEndpoint endpoint) => _constraints.MayBeIn(endpoint.RoutePattern);

    private bool SharesKeys(RouteEndpoint endpoint, RouteEndpoint[] others, VaryByAttribute varyBy) =>
        _pipelines.AreSeveral || MayBeConstrained(endpoint) || Array.Exists(others, MayBeConstrained) ||
        Array.Exists(others, other => MethodsOf(other) != MethodsOf(endpoint)) ||
        (varyBy.RouteValues is { } chosen && HasSameRouteText(endpoint, others, chosen)) ||
        Apply(varyBy.Host ? _policiesBesideHost : _policies, [endpoint, .. others]);

    // Whether another route differs only in its constraints or defaults.
    private static bool HasSameRouteText(RouteEndpoint endpoint, RouteEndpoint[] others, string[] chosen)
    {
        var route = new RouteText(endpoint.RoutePattern, chosen);
        return Array.Exists(others, other =>
            new RouteText(other.RoutePattern, chosen) is var text && text.Path == route.Path && text.RequiredValues == route.RequiredValues);
    }
}
