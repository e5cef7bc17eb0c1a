using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

/// <summary>Makes a cache the store of ASP.NET Core's output caching.</summary>
public static class OutputCachingCacheKitBuilderExtensions
{
    /// <summary>
    /// Registers the cache as <see cref="IOutputCacheStore"/>, which also implements <see cref="IOutputCacheBufferStore"/>, before or after
    /// <c>AddOutputCache</c>. An application has one such store, so a cache with a name becomes it too.
    /// </summary>
    /// <remarks>
    /// If another store is registered too, a warning at the start says which one is used. If the store of the cache fails, a read is a miss,
    /// and a write is skipped.
    /// </remarks>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Configures the settings.</param>
    public static CacheKitBuilder AsOutputCacheStore(this CacheKitBuilder builder, Action<CacheKitOutputCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheKitOutputCacheOptions();
        configure?.Invoke(options);
        if (options.Namespace is null)
            throw new ArgumentException("The namespace is null. Use an empty string for responses without a namespace.", nameof(configure));

        string? name = builder.Name;
        var registered = ServiceDescriptor.Singleton<IOutputCacheStore>(services => Create(services, name, options));
        builder.Services.Add(registered);
        builder.Services.AddSingleton(new OutputCacheStoreRegistration(builder, registered));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutputCacheStoreCheck>());
        return builder;
    }

    private static CacheKitOutputCacheStore Create(IServiceProvider services, string? name, CacheKitOutputCacheOptions options) =>
        new(services.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name)), options);
}
