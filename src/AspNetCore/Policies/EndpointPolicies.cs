using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The policies of the endpoints of an application. Each is read once, and its settings again after a change of the policies of its cache.
internal sealed class EndpointPolicies : IPolicyUser
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
            return TryFind(endpoint, out policy) ? policy : policy is null || IsReplaced(policy) ? Read(endpoint) : Change(policy);
    }

    public void Check(CurrentPolicies current, PolicySnapshot changed)
    {
        foreach ((_, EndpointPolicy policy) in _cached)
        {
            if (policy.Cache.Policies == current)
                _reader.Change(policy, changed);
        }
    }

    private bool TryFind(Endpoint endpoint, out EndpointPolicy? policy) =>
        (_cached.TryGetValue(endpoint, out policy) && !policy.IsOutdated && !IsReplaced(policy)) ||
        (policy is null && _notCached.TryGetValue(endpoint, out _));

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
        if (policy.Cache.Host is not null)
            policy.Cache.Policies.Add(this);
        return policy.IsOutdated ? Change(policy) : policy;
    }

    // An endpoint that was added after a change was not asked whether the policies contradict its attributes. If they do, it keeps its
    // settings.
    private EndpointPolicy Change(EndpointPolicy policy)
    {
        PolicySnapshot policies = policy.Cache.Policies.Current;
        EntrySettings settings = policy.Settings;
        try
        {
            settings = _reader.Change(policy, policies);
        }
        catch (InvalidOperationException exception)
        {
            policy.Cache.Logger.PoliciesRefused(exception, exception.Message);
        }

        EndpointPolicy changed = policy.With(settings, policies);
        _cached.AddOrUpdate(policy.Endpoint, changed);
        return changed;
    }

    // CacheManager.Init may have replaced its cache since.
    private bool IsReplaced(EndpointPolicy policy) => _caches.MayChange && policy.IsOnCacheOfInit && policy.Cache != GlobalCache.OfInit;
}
