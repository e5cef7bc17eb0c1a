using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Chooses memory as the store of a cache, or as the nearer level of its store.</summary>
public static class InMemoryCacheKitBuilderExtensions
{
    /// <summary>Keeps the entries in the memory of this process.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Changes the settings. The application's <see cref="TimeProvider"/> is the clock, where it has one.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    public static CacheKitBuilder UseInMemory(this CacheKitBuilder builder, Action<InMemoryBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Options(null, configure).Validate();
        return builder.UseBackend(services => new InMemoryBackend(Options(services, configure)));
    }

    /// <summary>Keeps copies in the memory of this process, in front of the store that was chosen before; see <see cref="TieredBackend"/>.</summary>
    /// <param name="builder">The cache, with a store that processes share.</param>
    /// <param name="configure">Changes how long a copy lives, and how long it may be outdated where a connection is lost.</param>
    /// <param name="configureMemory">Changes the settings of the memory, such as a bound on its size.</param>
    /// <exception cref="ArgumentException">A setting of the memory is wrong.</exception>
    /// <exception cref="InvalidOperationException">No store was chosen yet.</exception>
    public static CacheKitBuilder WithMemory(
        this CacheKitBuilder builder, Action<TieredBackendOptions>? configure = null, Action<InMemoryBackendOptions>? configureMemory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Options(null, configureMemory).Validate();

        // The container disposes of what it makes. Whoever makes the two levels outlives what is made of them.
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
