using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Uses the memory of this process as the store of a cache, or as the L1 of another store.</summary>
public static class InMemoryCacheKitBuilderExtensions
{
    /// <summary>Stores the entries in the memory of this process.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">
    /// Changes the settings. The default clock is the registered <see cref="TimeProvider"/>, if there is one.
    /// </param>
    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    public static CacheKitBuilder UseInMemory(this CacheKitBuilder builder, Action<InMemoryBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Options(null, configure).Validate();
        return builder.UseBackend(services => new InMemoryBackend(Options(services, configure)));
    }

    /// <summary>Adds an L1 in the memory of this process to the store that was chosen before; see <see cref="TieredBackend"/>.</summary>
    /// <param name="builder">The cache, with a store that processes share.</param>
    /// <param name="configure">Changes the settings of the two levels, such as the expiration of L1 copies.</param>
    /// <param name="configureMemory">Changes the settings of the L1, such as its size limit.</param>
    /// <exception cref="ArgumentException">A setting of the L1 is invalid.</exception>
    /// <exception cref="InvalidOperationException">No store has been chosen.</exception>
    public static CacheKitBuilder WithMemory(
        this CacheKitBuilder builder, Action<TieredBackendOptions>? configure = null, Action<InMemoryBackendOptions>? configureMemory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Options(null, configureMemory).Validate();

        // The container disposes of the L1 because it creates it. It is registered after the two levels, which use it.
        object key = (typeof(InMemoryBackend), builder.Name);
        builder.WrapBackend((services, remote) =>
        {
            var options = new TieredBackendOptions();
            if (services.GetService<TimeProvider>() is { } time)
                options.TimeProvider = time;
            configure?.Invoke(options);
            return new TieredBackend(services.GetRequiredKeyedService<InMemoryBackend>(key), remote, options);
        });
        builder.Services.AddKeyedSingleton(key, (services, _) => new InMemoryBackend(Options(services, configureMemory)));
        return builder;
    }

    private static InMemoryBackendOptions Options(IServiceProvider? services, Action<InMemoryBackendOptions>? configure)
    {
        var options = new InMemoryBackendOptions();
        if (services?.GetService<TimeProvider>() is { } time)
            options.TimeProvider = time;
        configure?.Invoke(options);
        return options;
    }
}
