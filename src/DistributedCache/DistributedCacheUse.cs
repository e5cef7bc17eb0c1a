using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// One call of UseDistributedCache, and the key of the service that it uses.
internal sealed record DistributedCacheUse(CacheKitBuilder Builder, object? ServiceKey)
{
    public IDistributedCache Resolve(IServiceProvider services)
    {
        Verify(services);
        return services.GetRequiredKeyedService<IDistributedCache>(ServiceKey);
    }

    /// <exception cref="InvalidOperationException">There is no such service, or a cache of CacheKit is registered as it.</exception>
    public void Verify(IServiceProvider services)
    {
        string key = ServiceKey is null ? "" : $" with the key '{ServiceKey}'";
        if (services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IDistributedCache), ServiceKey) == false)
        {
            throw new InvalidOperationException(
                $"The {Builder.Title} uses the IDistributedCache{key} as its store, but none is registered. " +
                "Register one, for example by AddStackExchangeRedisCache or AddDistributedSqlServerCache.");
        }

        ServiceDescriptor? used = Builder.Services.LastOrDefault(
            service => service.ServiceType == typeof(IDistributedCache) && Equals(service.ServiceKey, ServiceKey));
        if (services.GetServices<DistributedCacheRegistration>().Any(registration => registration.Service == used))
        {
            throw new InvalidOperationException(
                $"The {Builder.Title} uses the IDistributedCache{key} as its store, but AsDistributedCache made CacheKit that service. " +
                "Register the IDistributedCache of the store as a keyed service, and pass its key to UseDistributedCache.");
        }
    }
}
