using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The policies of the endpoints of an application. Each is read once.
internal sealed class EndpointPolicies
{
    private readonly Lock _reading = new();
    private readonly ConditionalWeakTable<Endpoint, EndpointPolicy> _cached = [];
    private readonly ConditionalWeakTable<Endpoint, object> _notCached = [];
    private readonly EndpointPolicyReader _reader;
    private readonly EndpointCaches _caches;

    public EndpointPolicies(IServiceProvider services, EndpointCaches caches, string? credentialSecret, bool hasPathTags)
    {
        _caches = caches;
        _reader = new EndpointPolicyReader(services, caches, credentialSecret, hasPathTags);
    }

    // Null for an endpoint that is not cached.
    public EndpointPolicy? Of(Endpoint endpoint)
    {
        if (TryFind(endpoint, out EndpointPolicy? policy))
            return policy;

        // Concurrent first requests must share one policy, because it remembers which warnings were logged.
        lock (_reading)
            return TryFind(endpoint, out policy) ? policy : Read(endpoint);
    }

    private bool TryFind(Endpoint endpoint, out EndpointPolicy? policy) =>
        (_cached.TryGetValue(endpoint, out policy) && !IsOutdated(policy)) || (policy is null && _notCached.TryGetValue(endpoint, out _));

    private EndpointPolicy? Read(Endpoint endpoint)
    {
        EndpointPolicy? policy = _reader.Read(endpoint);
        if (policy is null)
        {
            _notCached.AddOrUpdate(endpoint, endpoint);
            return null;
        }

        _cached.AddOrUpdate(endpoint, policy);
        if (policy.Filter is { } filter)
            policy.Warnings.WarnOfFilter(endpoint, filter);
        return policy;
    }

    // CacheManager.Init may have replaced its cache since.
    private bool IsOutdated(EndpointPolicy policy) => _caches.MayChange && policy.IsOnCacheOfInit && policy.Cache != GlobalCache.OfInit;
}
