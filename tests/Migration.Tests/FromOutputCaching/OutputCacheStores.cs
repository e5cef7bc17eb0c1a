using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromOutputCaching;

internal static class OutputCacheStores
{
    // Makes the store that was registered last a keyed service.
    public static void KeepStore(this IServiceCollection services, string key)
    {
        ServiceDescriptor last = services.Last(service => service.ServiceType == typeof(IOutputCacheStore) && !service.IsKeyedService);
        services.Remove(last);
        services.AddKeyedSingleton(key, (provider, _) => (IOutputCacheStore)(
            last.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, last.ImplementationType!)));
    }
}
