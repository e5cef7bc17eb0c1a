using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// The policies of the endpoints of an application. Each is read once.
internal sealed class EndpointPolicies
{
    private readonly Lock _reading = new();
    private readonly ConditionalWeakTable<Endpoint, EndpointPolicy> _cached = [];
    private readonly ConditionalWeakTable<Endpoint, object> _notCached = [];
    private readonly EndpointPolicyReader _reader;
    private readonly IServiceProvider _services;
    private readonly HostCaches? _registered;
    private readonly Cache? _injected;

    public EndpointPolicies(IServiceProvider services, string? credentialSecret)
    {
        _services = services;
        _registered = services.GetService<HostCaches>();
        _injected = services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(null));
        if (_injected is null)
            GlobalCache.OfInit?.Scopes = services.GetService<IServiceScopeFactory>();
        _reader = new EndpointPolicyReader(services, CacheOf, credentialSecret);
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

    // CacheManager.Init may have replaced its cache since. A registered cache is never replaced.
    private bool IsOutdated(EndpointPolicy policy) => _injected is null && policy.IsOnCacheOfInit && policy.Cache != GlobalCache.OfInit;

    private Cache CacheOf(string? name)
    {
        if (name is not null)
        {
            return _registered?.Named(name) ?? throw new InvalidOperationException(
                $"There is no cache '{name}'. Register it, for example by services.AddKeyedCacheKit(\"{name}\").UseInMemory().");
        }

        if (_injected is not null)
            return _injected;
        if (GlobalCache.OfInit is not { } cache)
        {
            return _registered?.Default ?? throw new InvalidOperationException(
                "There is no cache. Call CacheManager.Init, for example CacheManager.Init(new InMemoryBackend()) in Program.cs, " +
                "or register a cache, for example by services.AddCacheKit().UseInMemory().");
        }

        cache.Scopes = _services.GetService<IServiceScopeFactory>();
        if (!cache.HasLoggers && _services.GetService<ILoggerFactory>() is { } loggers)
            cache.UseLoggers(loggers);
        return cache;
    }
}
