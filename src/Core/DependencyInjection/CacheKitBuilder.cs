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

    /// <summary>Puts a backend around the store that was chosen before. Both are disposed with the application's services, unless the caller owns the store.</summary>
    /// <param name="wrap">Makes the outer backend of the inner one.</param>
    /// <exception cref="InvalidOperationException">No store was chosen yet.</exception>
    public CacheKitBuilder WrapBackend(Func<IServiceProvider, ICacheBackend, ICacheBackend> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        ServiceDescriptor store = Services.LastOrDefault(IsStore) ?? throw new InvalidOperationException(
            $"The {Title} has no store yet that another backend could be put around. Choose one first, for example UseRedis(\"localhost:6379\").");

        // Under a key of its own, so that the container still disposes of what it makes.
        object innerKey = (ServiceKey, Guid.NewGuid());
        Services.Remove(store);
        Services.Add(store.KeyedImplementationInstance is { } owned
            ? new ServiceDescriptor(typeof(ICacheBackend), innerKey, owned)
            : new ServiceDescriptor(typeof(ICacheBackend), innerKey, store.KeyedImplementationFactory!, ServiceLifetime.Singleton));
        Services.AddKeyedSingleton(ServiceKey, (services, _) => wrap(services, services.GetRequiredKeyedService<ICacheBackend>(innerKey)));
        return this;
    }

    // Of the default cache and the named ones alike, so that one cache never gets another's store.
    internal object ServiceKey => (typeof(CacheKitBuilder), Name);

    internal string Title => Name is null ? "default cache" : $"cache '{Name}'";

    private bool IsStore(ServiceDescriptor service) => service.ServiceType == typeof(ICacheBackend) && Equals(service.ServiceKey, ServiceKey);

    private void Claim()
    {
        if (Services.Any(IsStore))
        {
            throw new InvalidOperationException(
                $"The {Title} has a store already. Choose one store for a cache, " +
                "or register a second cache under a name of its own with AddKeyedCacheKit.");
        }
    }
}
