using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

/// <summary>Makes a cache the <see cref="IDistributedCache"/> of the application, or uses one as the store of a cache.</summary>
public static class DistributedCacheCacheKitBuilderExtensions
{
    /// <summary>
    /// Registers the cache as <see cref="IDistributedCache"/>, which also implements <see cref="IBufferDistributedCache"/>, in place of one
    /// that was registered before. A cache with a name becomes a keyed service with its name as the key.
    /// </summary>
    /// <remarks>
    /// If the store fails, reads and writes throw an <see cref="IOException"/>. If another implementation is registered afterwards, a
    /// warning at the start says that it is used.
    /// </remarks>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Configures the settings.</param>
    public static CacheKitBuilder AsDistributedCache(
        this CacheKitBuilder builder, Action<CacheKitDistributedCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheKitDistributedCacheOptions();
        configure?.Invoke(options);

        string? name = builder.Name;
        var registered = ServiceDescriptor.DescribeKeyed(
            typeof(IDistributedCache), name, (services, _) => Create(services, name, options), ServiceLifetime.Singleton);
        builder.Services.Add(registered);
        builder.Services.AddSingleton(new DistributedCacheRegistration(builder, registered));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DistributedCacheCheck>());
        return builder;
    }

    /// <summary>
    /// Keeps the entries in an <see cref="IDistributedCache"/> of the application's services, by a <see cref="DistributedCacheBackend"/>.
    /// </summary>
    /// <remarks>
    /// The start of the host fails if there is no such service, or if it is a cache of CacheKit (<see cref="AsDistributedCache"/>), which
    /// would call itself.
    /// </remarks>
    /// <param name="builder">The cache.</param>
    /// <param name="serviceKey">The key of the service; null: the service without a key.</param>
    public static CacheKitBuilder UseDistributedCache(this CacheKitBuilder builder, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var use = new DistributedCacheUse(builder, serviceKey);
        builder.UseBackend(services => new DistributedCacheBackend(use.Resolve(services), services.GetService<TimeProvider>()));
        builder.Services.AddSingleton(use);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DistributedCacheCheck>());
        return builder;
    }

    private static CacheKitDistributedCache Create(IServiceProvider services, string? name, CacheKitDistributedCacheOptions options) =>
        new(services.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name)), options);
}
