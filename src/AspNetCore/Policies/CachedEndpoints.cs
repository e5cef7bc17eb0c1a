using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The cached endpoints of an application, until they change, and which of them have a URL in common.
//
// Routing chooses among these by what its matcher policies look at: a version in a header, action constraints, the host. So a key of
// the URL alone would be one for several endpoints.
internal sealed class CachedEndpoints
{
    private readonly IChangeToken? _change;
    private readonly MatcherPolicy[] _policies;
    private readonly MatcherPolicy[] _policiesBesideHost;
    private readonly RouteEndpoint[] _endpoints;
    private readonly bool _methodsDiffer;
    private readonly Lazy<bool> _policiesApply;
    private readonly Lazy<bool> _policiesBesideHostApply;

    public CachedEndpoints(EndpointDataSource? source, MatcherPolicy[] policies)
    {
        // Before the endpoints: what changes in between is then seen.
        _change = source?.GetChangeToken();
        _endpoints = [.. source?.Endpoints.OfType<RouteEndpoint>().Where(IsCached) ?? []];
        _policies = [.. policies.Where(policy => policy is not HttpMethodMatcherPolicy)];
        _policiesBesideHost = [.. _policies.Where(policy => policy is not HostMatcherPolicy)];
        _methodsDiffer = _endpoints.Select(MethodsOf).Distinct().Skip(1).Any();
        _policiesApply = new Lazy<bool>(() => Apply(_policies, _endpoints));
        _policiesBesideHostApply = new Lazy<bool>(() => Apply(_policiesBesideHost, _endpoints));
    }

    public bool HaveChanged => _change is { HasChanged: true };

    // What is added to the keys of an endpoint; null where the URL is enough.
    public string? MarkOf(Endpoint endpoint, VaryByAttribute varyBy)
    {
        // Something else than a route has found it, by whatever it looks at.
        if (endpoint is not RouteEndpoint route)
            return EndpointText.Of(endpoint);

        // Most applications need go no further than this, for all of their endpoints.
        if (!_methodsDiffer && varyBy.RouteValues is null && !(varyBy.Host ? _policiesBesideHostApply : _policiesApply).Value)
            return null;

        RouteEndpoint[] others = OthersOf(route);
        if (others.Length == 0 || !IsAmong(route, others, varyBy))
            return null;

        string text = EndpointText.Of(route);
        return Array.Exists(others, other => EndpointText.Of(other) == text) ? EndpointText.Unique() : text;
    }

    // Routing has built endpoints of its own from the same routes: one that looks like this one is this one.
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

    // The entries of an endpoint that takes HEAD are those of GET. So one that takes only HEAD stands beside one that takes only GET.
    private static (bool Get, bool Head) MethodsOf(Endpoint endpoint)
    {
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        return methods.Count == 0 ? (true, true) : (methods.Any(HttpMethods.IsGet), methods.Any(HttpMethods.IsHead));
    }

    private static bool Apply(MatcherPolicy[] policies, IReadOnlyList<Endpoint> endpoints) => Array.Exists(policies, policy =>
        (policy is INodeBuilderPolicy builder && builder.AppliesToEndpoints(endpoints)) ||
        (policy is IEndpointSelectorPolicy selector && selector.AppliesToEndpoints(endpoints)));

    private bool IsAmong(RouteEndpoint endpoint, RouteEndpoint[] others, VaryByAttribute varyBy) =>
        Array.Exists(others, other => MethodsOf(other) != MethodsOf(endpoint)) ||
        (varyBy.RouteValues is { } chosen && HasRouteOf(endpoint, others, chosen)) ||
        Apply(varyBy.Host ? _policiesBesideHost : _policies, [endpoint, .. others]);

    // Routes that differ in their constraints or defaults only.
    private static bool HasRouteOf(RouteEndpoint endpoint, RouteEndpoint[] others, string[] chosen)
    {
        var route = new RouteText(endpoint.RoutePattern, chosen);
        return Array.Exists(others, other =>
            new RouteText(other.RoutePattern, chosen) is var text && text.Path == route.Path && text.RequiredValues == route.RequiredValues);
    }
}
