using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

/// <summary>
/// Chooses the store and the settings of a cache that <c>AddCacheKit</c> has registered. Each backend package adds its own <c>Use…</c> method.
/// </summary>
public sealed class CacheKitBuilder
{
    private readonly Action<CacheOptions>? _configure;
    private readonly List<Action<IServiceProvider, CacheOptions>> _configureLate = [];

    internal CacheKitBuilder(IServiceCollection services, string? name, Action<CacheOptions>? configure)
    {
        Services = services;
        Name = name;
        _configure = configure;
        OptionsOf(services: null).Validate();
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
        Services.AddKeyedSingleton(StoreKey, backend);
        return this;
    }

    /// <summary>Uses a backend that is made from the application's services, and disposed with them.</summary>
    public CacheKitBuilder UseBackend(Func<IServiceProvider, ICacheBackend> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Claim();
        Services.AddKeyedSingleton(StoreKey, (services, _) => create(services));
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
        object innerKey = new();
        Services.Remove(store);
        Services.Add(store.KeyedImplementationInstance is { } owned
            ? new ServiceDescriptor(typeof(ICacheBackend), innerKey, owned)
            : new ServiceDescriptor(typeof(ICacheBackend), innerKey, store.KeyedImplementationFactory!, ServiceLifetime.Singleton));
        Services.AddKeyedSingleton(StoreKey, (services, _) => wrap(services, services.GetRequiredKeyedService<ICacheBackend>(innerKey)));
        return this;
    }

    /// <summary>Changes the settings by what the application's services have, such as a coder that needs some of them.</summary>
    /// <param name="configure">Changes the settings, when the cache is made. A mistake in them is an exception there.</param>
    public CacheKitBuilder Configure(Action<IServiceProvider, CacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configureLate.Add(configure);
        return this;
    }

    // Of this registration alone, so that a cache never gets the store of another, nor that of an earlier registration.
    internal object StoreKey { get; } = new();

    internal string Title => Name is null ? "default cache" : $"cache '{Name}'";

    internal string Registration => Name is null ? "AddCacheKit()" : $"AddKeyedCacheKit(\"{Name}\")";

    // Of the default cache and the named ones alike.
    internal static object KeyOf(string? name) => (typeof(CacheKitBuilder), name);

    // New ones for each application that is built of the registration.
    internal CacheOptions OptionsOf(IServiceProvider? services)
    {
        var options = new CacheOptions();
        if (services?.GetService<IHostEnvironment>() is { } environment)
            options.ChecksEveryValue = Debugger.IsAttached || environment.IsDevelopment();
        _configure?.Invoke(options);
        if (services is not null)
            _configureLate.ForEach(configure => configure(services, options));
        return options;
    }

    private bool IsStore(ServiceDescriptor service) => service.ServiceType == typeof(ICacheBackend) && Equals(service.ServiceKey, StoreKey);

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
