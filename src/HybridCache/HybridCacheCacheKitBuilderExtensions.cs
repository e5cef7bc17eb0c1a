using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

/// <summary>Makes a cache the <see cref="HybridCache"/> of the application.</summary>
public static class HybridCacheCacheKitBuilderExtensions
{
    /// <summary>
    /// Registers the cache as <see cref="HybridCache"/>, also in place of the one that <c>AddHybridCache</c> registers. A cache with a name
    /// becomes a keyed service with its name as the key.
    /// </summary>
    /// <remarks>
    /// The serializers that are registered for HybridCache encode the values of their types. If another implementation is registered too,
    /// a warning at the start says which one is used.
    /// </remarks>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Configures the settings.</param>
    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    public static CacheKitBuilder AsHybridCache(this CacheKitBuilder builder, Action<CacheKitHybridCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheKitHybridCacheOptions();
        configure?.Invoke(options);
        options.Validate();

        string? name = builder.Name;
        var registered = ServiceDescriptor.DescribeKeyed(
            typeof(HybridCache), name, (services, _) => Create(services, name, options), ServiceLifetime.Singleton);
        builder.Services.Add(registered);
        builder.Services.AddSingleton(new HybridCacheRegistration(builder, registered));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HybridCacheCheck>());
        return builder;
    }

    private static CacheKitHybridCache Create(IServiceProvider services, string? name, CacheKitHybridCacheOptions options) =>
        new(services.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name)), services, options);
}
