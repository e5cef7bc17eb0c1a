using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Registers caches as services.</summary>
public static class CacheKitServiceCollectionExtensions
{
    /// <summary>
    /// Registers the default cache as <see cref="ICache"/>. Choose its store on the builder that is returned. When it is made, it
    /// also becomes the cache of <see cref="CacheManager"/>, and so of functions, unless <see cref="CacheManager.Init"/> was called.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="prefix">The prefix of all keys of the cache.</param>
    /// <param name="configure">Changes the settings. A mistake in them is an exception here, at start-up.</param>
    public static CacheKitBuilder AddCacheKit(this IServiceCollection services, string prefix = "", Action<CacheOptions>? configure = null)
    {
        CacheKitBuilder builder = Add(services, null, prefix, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ICache>(builder.ServiceKey));
        return builder;
    }

    /// <summary>Registers a further cache under a name, which is the key of its <see cref="ICache"/> service.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name of the cache.</param>
    /// <param name="prefix">The prefix of all keys of the cache.</param>
    /// <param name="configure">Changes the settings. A mistake in them is an exception here, at start-up.</param>
    public static CacheKitBuilder AddKeyedCacheKit(this IServiceCollection services, string name, string prefix = "", Action<CacheOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CacheKitBuilder builder = Add(services, name, prefix, configure);
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<ICache>(builder.ServiceKey));
        return builder;
    }

    private static CacheKitBuilder Add(IServiceCollection services, string? name, string prefix, Action<CacheOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new CacheOptions();
        configure?.Invoke(options);
        options.Validate();

        var builder = new CacheKitBuilder(services, name);
        if (services.Any(service => service.ServiceType == typeof(ICache) && Equals(service.ServiceKey, builder.ServiceKey)))
        {
            throw new InvalidOperationException(
                $"The {builder.Title} is registered already. Give a further cache a name of its own with AddKeyedCacheKit.");
        }

        services.AddKeyedSingleton<ICache>(builder.ServiceKey, (provider, _) =>
        {
            ICacheBackend backend = provider.GetKeyedService<ICacheBackend>(builder.ServiceKey) ?? throw new InvalidOperationException(
                $"The {builder.Title} has no store. Choose one where it is registered, for example AddCacheKit().UseInMemory().");
            var cache = new Cache(backend, prefix, options) { Scopes = provider.GetService<IServiceScopeFactory>() };
            if (!cache.HasLoggers && provider.GetService<ILoggerFactory>() is { } loggers)
                cache.UseLoggers(loggers);
            if (name is null)
                CacheManager.Adopt(cache);
            return cache;
        });
        return builder;
    }
}
