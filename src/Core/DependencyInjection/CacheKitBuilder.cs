using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

/// <summary>
/// Configures the store and the settings of a cache that is registered by <c>AddCacheKit</c>. Each backend package adds a <c>Use…</c> method.
/// </summary>
public sealed class CacheKitBuilder
{
    private readonly Action<CacheOptions>? _configure;
    private readonly List<Action<IServiceProvider, CacheOptions>> _configureWithServices = [];
    private readonly string _prefix;
    private ServiceDescriptor? _configuredStore;

    internal CacheKitBuilder(IServiceCollection services, string? name, string prefix, Action<CacheOptions>? configure)
    {
        Services = services;
        Name = name;
        _prefix = prefix;
        _configure = configure;
        var options = new CacheOptions();
        configure?.Invoke(options);
        options.Validate();
    }

    // Takes the prefix, the settings and the store from a section, unless the application chooses another store.
    internal CacheKitBuilder(IServiceCollection services, string? name, IConfigurationSection section)
        : this(services, name, "", null)
    {
        Configured = new ConfiguredBackend(this, section);
        Configured.Register();
        _configuredStore = services.Last(IsStore);
    }

    /// <summary>The services that the cache is added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name of the cache, which is the service key of its <see cref="ICache"/>; null for the default cache.</summary>
    public string? Name { get; }

    /// <summary>Uses a backend that the caller owns and disposes.</summary>
    public CacheKitBuilder UseBackend(ICacheBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        RequireNoStore();
        Services.AddKeyedSingleton(StoreKey, backend);
        return this;
    }

    /// <summary>Uses a backend that is created from the application's services and disposed with them.</summary>
    public CacheKitBuilder UseBackend(Func<IServiceProvider, ICacheBackend> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        RequireNoStore();
        Services.AddKeyedSingleton(StoreKey, (services, _) => create(services));
        return this;
    }

    /// <summary>
    /// Wraps the backend that was chosen before by another one. Both are disposed with the application's services, unless the caller owns
    /// the inner one.
    /// </summary>
    /// <param name="wrap">Creates the outer backend from the inner one.</param>
    /// <exception cref="InvalidOperationException">No backend was chosen yet.</exception>
    public CacheKitBuilder WrapBackend(Func<IServiceProvider, ICacheBackend, ICacheBackend> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        ServiceDescriptor store = Services.LastOrDefault(IsStore) ?? throw new InvalidOperationException(
            $"The {Title} has no store yet to wrap. Choose one first, for example by UseRedis(\"localhost:6379\").");

        // A service with its own key, so that the container still disposes the inner backend.
        object innerKey = new();
        Services.Remove(store);
        Services.Add(store.KeyedImplementationInstance is { } owned
            ? new ServiceDescriptor(typeof(ICacheBackend), innerKey, owned)
            : new ServiceDescriptor(typeof(ICacheBackend), innerKey, store.KeyedImplementationFactory!, ServiceLifetime.Singleton));
        Services.AddKeyedSingleton(StoreKey, (services, _) => wrap(services, services.GetRequiredKeyedService<ICacheBackend>(innerKey)));
        return this;
    }

    /// <summary>
    /// Transforms all payloads that are written to the backend that was chosen before, as <see cref="BackendExtensions.Then"/> does:
    /// <c>UseRedis("localhost:6379").Transform(new BrotliCompression()).Transform(encryption)</c>.
    /// </summary>
    /// <remarks>With two levels, the payloads of the shared store are transformed: call it before <c>WithMemory</c>.</remarks>
    /// <param name="transform">The transform, which follows those that were added before.</param>
    /// <exception cref="InvalidOperationException">No backend was chosen yet.</exception>
    public CacheKitBuilder Transform(IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return Transform(_ => transform);
    }

    /// <summary>Transforms all payloads by a transform that is created from the application's services.</summary>
    /// <remarks>With two levels, the payloads of the shared store are transformed: call it before <c>WithMemory</c>.</remarks>
    /// <param name="create">Creates the transform, which follows those that were added before.</param>
    /// <exception cref="InvalidOperationException">No backend was chosen yet.</exception>
    public CacheKitBuilder Transform(Func<IServiceProvider, IPayloadTransform> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_configuredStore is null)
            return WrapBackend((services, inner) => inner.Then(create(services)));

        Configured!.Transform(create);
        return this;
    }

    /// <summary>Configures the settings with the application's services, for example with a coder that needs a service.</summary>
    /// <param name="configure">Configures the settings when the cache is created. Invalid settings throw at that time.</param>
    public CacheKitBuilder Configure(Action<IServiceProvider, CacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configureWithServices.Add(configure);
        return this;
    }

    // Unique for each registration, so that a cache does not use the store of another cache or of an earlier registration.
    internal object StoreKey { get; } = new();

    internal string Title => Name is null ? "default cache" : $"cache '{Name}'";

    internal string Registration => Name is null ? "AddCacheKit()" : $"AddKeyedCacheKit(\"{Name}\")";

    // The service key of a cache.
    internal static object KeyOf(string? name) => (typeof(CacheKitBuilder), name);

    // The name of the options of the cache.
    internal string OptionsName => Name ?? Microsoft.Extensions.Options.Options.DefaultName;

    // Null if the cache is not configured by a section.
    internal ConfiguredBackend? Configured { get; }

    internal bool HasConfiguredStore => _configuredStore is not null;

    internal string PrefixOf(IServiceProvider services) => Configured?.Find(services).Prefix ?? _prefix;

    // Several applications may be built from the same registration, so each has its own options.
    internal void Apply(IServiceProvider services, CacheOptions options)
    {
        if (services.GetService<IHostEnvironment>() is { } environment)
            options.IsInDevelopment = Debugger.IsAttached || environment.IsDevelopment();
        Configured?.Find(services).Apply(options);
        _configure?.Invoke(options);
        _configureWithServices.ForEach(configure => configure(services, options));
    }

    private bool IsStore(ServiceDescriptor service) => service.ServiceType == typeof(ICacheBackend) && Equals(service.ServiceKey, StoreKey);

    private void RequireNoStore()
    {
        if (_configuredStore is not null && !Configured!.IsTransformed)
        {
            Services.Remove(_configuredStore);
            _configuredStore = null;
        }

        if (Services.Any(IsStore))
        {
            throw new InvalidOperationException(
                $"The {Title} has a store already. Choose one store for each cache, " +
                "or register a second cache with another name by AddKeyedCacheKit.");
        }
    }
}
