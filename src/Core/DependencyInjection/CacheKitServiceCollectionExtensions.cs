using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Registers caches as services.</summary>
public static class CacheKitServiceCollectionExtensions
{
    /// <summary>
    /// Registers the default cache as <see cref="ICache"/> and <see cref="ICacheSettings"/>. Choose its store on the returned builder.
    /// After the host is built, it is also the cache of <see cref="CacheManager"/> and of functions, unless <see cref="CacheManager.Init"/>
    /// was called.
    /// </summary>
    /// <remarks>A later registration replaces an earlier one, including its store, prefix and settings.</remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="prefix">The prefix of all keys of the cache.</param>
    /// <param name="configure">Configures the settings. Invalid settings throw here, at start-up.</param>
    public static CacheKitBuilder AddCacheKit(this IServiceCollection services, string prefix = "", Action<CacheOptions>? configure = null)
    {
        CacheKitBuilder builder = Add(services, null, prefix, configure);
        services.TryAddSingleton<ICache>(static provider => provider.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(null)));
        services.TryAddSingleton<ICacheSettings>(static provider => provider.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(null)));
        return builder;
    }

    /// <summary>
    /// Registers an additional cache with a name, which is the service key of its <see cref="ICache"/> and <see cref="ICacheSettings"/>.
    /// </summary>
    /// <inheritdoc cref="AddCacheKit" path="/remarks"/>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name of the cache.</param>
    /// <param name="prefix">The prefix of all keys of the cache.</param>
    /// <param name="configure">Configures the settings. Invalid settings throw here, at start-up.</param>
    public static CacheKitBuilder AddKeyedCacheKit(
        this IServiceCollection services, string name, string prefix = "", Action<CacheOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CacheKitBuilder builder = Add(services, name, prefix, configure);
        services.TryAddKeyedSingleton<ICache>(name, (provider, _) => provider.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name)));
        services.TryAddKeyedSingleton<ICacheSettings>(
            name, (provider, _) => provider.GetRequiredKeyedService<Cache>(CacheKitBuilder.KeyOf(name)));
        return builder;
    }

    private static CacheKitBuilder Add(IServiceCollection services, string? name, string prefix, Action<CacheOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(prefix);
        var builder = new CacheKitBuilder(services, name, configure);

        HostBuiltObserver.Subscribe();
        GlobalCache.RecordRegistration();
        services.AddSingleton(new CacheRegistration(name));
        services.TryAddSingleton(CreateHostCaches);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CurrentHostService>());

        services.AddKeyedSingleton(CacheKitBuilder.KeyOf(name), (provider, _) => Create(provider, builder, prefix));
        return builder;
    }

    private static HostCaches CreateHostCaches(IServiceProvider services) => new(
        name => services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(name)),
        [.. services.GetServices<CacheRegistration>().Select(registration => registration.Name)],
        services.GetService<ILoggerFactory>()?.CreateLogger("CacheKit") ?? NullLogger.Instance);

    private static Cache Create(IServiceProvider services, CacheKitBuilder builder, string prefix)
    {
        ICacheBackend backend = services.GetKeyedService<ICacheBackend>(builder.StoreKey) ?? throw new InvalidOperationException(
            $"The {builder.Title} has no store. Choose one where it is registered, for example {builder.Registration}.UseInMemory().");
        HostCaches host = services.GetRequiredService<HostCaches>();
        var cache = new Cache(backend, prefix, builder.CreateOptions(services), builder.Name ?? Cache.DefaultName)
        {
            Host = host,
            Types = new TypeActivator(services),
            Scopes = services.GetService<IServiceScopeFactory>(),
        };
        if (!cache.HasLoggers && services.GetService<ILoggerFactory>() is { } loggers)
            cache.UseLoggers(loggers);
        if (services.GetServices<CacheRegistration>().Count(registration => registration.Name == builder.Name) is > 1 and int count)
            cache.Logger.RegistrationReplaced(builder.Title, count);
        GlobalCache.Add(host);
        return cache;
    }
}
