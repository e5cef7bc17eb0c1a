using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>Chooses memory as the store of a cache.</summary>
public static class InMemoryCacheKitBuilderExtensions
{
    /// <summary>Keeps the entries in the memory of this process.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Changes the settings. The application's <see cref="TimeProvider"/> is the clock, where it has one.</param>
    public static CacheKitBuilder UseInMemory(this CacheKitBuilder builder, Action<InMemoryBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseBackend(services =>
        {
            var options = new InMemoryBackendOptions();
            if (services.GetService<TimeProvider>() is { } time)
                options.TimeProvider = time;
            configure?.Invoke(options);
            return new InMemoryBackend(options);
        });
    }
}
