using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

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
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(prefix);
        return Add(new CacheKitBuilder(services, null, prefix, configure));
    }

    /// <summary>
    /// Registers the default cache with the prefix, the settings, the policies and the store of a section of the application's
    /// configuration. A store can be chosen if its package is referenced.
    /// </summary>
    /// <remarks>
    /// The section is read when the host starts, or when the cache is first used. All of its problems are in the message of one
    /// <see cref="OptionsValidationException"/>. A later registration replaces an earlier one.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="section">The section, for example <c>builder.Configuration.GetSection("CacheKit")</c>.</param>
    public static CacheKitBuilder AddCacheKit(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        return Add(new CacheKitBuilder(services, null, section));
    }

    /// <summary>
    /// Registers an additional cache with a name, which is the service key of its <see cref="ICache"/> and <see cref="ICacheSettings"/>.
    /// </summary>
    /// <inheritdoc cref="AddCacheKit(IServiceCollection, string, Action{CacheOptions})" path="/remarks"/>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name of the cache.</param>
    /// <param name="prefix">The prefix of all keys of the cache.</param>
    /// <param name="configure">Configures the settings. Invalid settings throw here, at start-up.</param>
    public static CacheKitBuilder AddKeyedCacheKit(
        this IServiceCollection services, string name, string prefix = "", Action<CacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(prefix);
        return Add(new CacheKitBuilder(services, name, prefix, configure));
    }

    /// <summary>
    /// Registers an additional cache with a name, which is the service key of its <see cref="ICache"/> and <see cref="ICacheSettings"/>,
    /// and with the settings of a section of the application's configuration.
    /// </summary>
    /// <inheritdoc cref="AddCacheKit(IServiceCollection, IConfigurationSection)" path="/remarks"/>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The name of the cache.</param>
    /// <param name="section">The section, for example <c>builder.Configuration.GetSection("Sessions")</c>.</param>
    public static CacheKitBuilder AddKeyedCacheKit(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(section);
        return Add(new CacheKitBuilder(services, name, section));
    }

    private static CacheKitBuilder Add(CacheKitBuilder builder)
    {
        HostBuiltObserver.Subscribe();
        GlobalCache.RecordRegistration();
        IServiceCollection services = builder.Services;
        services.AddOptions();
        services.AddSingleton<IConfigureOptions<CacheOptions>>(provider => new CacheOptionsSetup(provider, builder));
        services.AddSingleton(new CacheRegistration(builder));
        services.TryAddSingleton(CreateHostCaches);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CurrentHostService>());
        if (builder.Configured is not null)
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfiguredCachesService>());

        object key = CacheKitBuilder.KeyOf(builder.Name);
        services.AddKeyedSingleton(key, (provider, _) => Create(provider, builder));
        if (builder.Name is { } name)
        {
            services.TryAddKeyedSingleton<ICache>(name, (provider, _) => provider.GetRequiredKeyedService<Cache>(key));
            services.TryAddKeyedSingleton<ICacheSettings>(name, (provider, _) => provider.GetRequiredKeyedService<Cache>(key));
        }
        else
        {
            services.TryAddSingleton<ICache>(provider => provider.GetRequiredKeyedService<Cache>(key));
            services.TryAddSingleton<ICacheSettings>(provider => provider.GetRequiredKeyedService<Cache>(key));
        }

        return builder;
    }

    private static HostCaches CreateHostCaches(IServiceProvider services) => new(
        name => services.GetKeyedService<Cache>(CacheKitBuilder.KeyOf(name)),
        [.. services.GetServices<CacheRegistration>().Select(registration => registration.Name)],
        services.GetService<ILoggerFactory>()?.CreateLogger("CacheKit") ?? NullLogger.Instance);

    private static Cache Create(IServiceProvider services, CacheKitBuilder builder)
    {
        if (!builder.HasConfiguredStore)
            builder.Configured?.RejectStore(services);
        ICacheBackend backend = services.GetKeyedService<ICacheBackend>(builder.StoreKey) ?? throw new InvalidOperationException(
            $"The {builder.Title} has no store. Choose one where it is registered, for example {builder.Registration}.UseInMemory().");
        HostCaches host = services.GetRequiredService<HostCaches>();
        CacheOptions options = services.GetRequiredService<IOptionsFactory<CacheOptions>>().Create(builder.OptionsName);
        var cache = new Cache(backend, builder.PrefixOf(services), options, builder.Name ?? Cache.DefaultName)
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
