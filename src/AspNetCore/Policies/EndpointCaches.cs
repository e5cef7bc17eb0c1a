using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Finds the caches of the endpoints of an application.
internal sealed class EndpointCaches
{
    private readonly IServiceProvider _services;
    private readonly HostCaches? _registered;
    private readonly Cache? _injected;

    public EndpointCaches(IServiceProvider services)
    {
        _services = services;
        _registered = services.GetService<HostCaches>();
        _injected = services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(null));
        if (_injected is null)
            GlobalCache.OfInit?.Scopes = services.GetService<IServiceScopeFactory>();
    }

    // Whether the endpoints use the cache of CacheManager.Init, which a later call may replace. A registered cache is never replaced.
    public bool MayChange => _injected is null;

    // The cache that the endpoint names, or else the default one.
    public Cache Of(string? name)
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
