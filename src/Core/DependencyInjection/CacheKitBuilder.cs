using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Chooses the store of a cache that <c>AddCacheKit</c> has registered. Each backend package adds its own <c>Use…</c> method.</summary>
public sealed class CacheKitBuilder
{
    internal CacheKitBuilder(IServiceCollection services, string? name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services that the cache is registered with.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name of the cache, which is the key of its <see cref="ICache"/> service; null for the default cache.</summary>
    public string? Name { get; }

    /// <summary>Uses a backend that the caller owns: nobody disposes it here.</summary>
    public CacheKitBuilder UseBackend(ICacheBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Claim();
        Services.AddKeyedSingleton(ServiceKey, backend);
        return this;
    }

    /// <summary>Uses a backend that is made from the application's services, and disposed with them.</summary>
    public CacheKitBuilder UseBackend(Func<IServiceProvider, ICacheBackend> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Claim();
        Services.AddKeyedSingleton(ServiceKey, (services, _) => create(services));
        return this;
    }

    // Of the default cache and the named ones alike, so that one cache never gets another's store.
    internal object ServiceKey => (typeof(CacheKitBuilder), Name);

    internal string Title => Name is null ? "default cache" : $"cache '{Name}'";

    private void Claim()
    {
        if (Services.Any(service => service.ServiceType == typeof(ICacheBackend) && Equals(service.ServiceKey, ServiceKey)))
        {
            throw new InvalidOperationException(
                $"The {Title} has a store already. Choose one store for a cache, " +
                "or register a second cache under a name of its own with AddKeyedCacheKit.");
        }
    }
}
