using CacheKit;
using Microsoft.Extensions.DependencyInjection;

[assembly: ConfiguredStore<InMemoryStore>]

namespace CacheKit;

/// <summary>
/// The memory of this process, as a store or as the L1 that configuration chooses: <c>"Store": "memory"</c>, <c>"Memory": true</c>.
/// </summary>
public sealed class InMemoryStore : IConfiguredStore
{
    /// <summary><c>Memory</c>.</summary>
    public string Name => "Memory";

    /// <inheritdoc/>
    public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new InMemoryBackendOptions { SizeLimit = settings.Number<long>(nameof(InMemoryBackendOptions.SizeLimit)) };
        settings.Check(options.Validate);
        return services =>
        {
            options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
            return new InMemoryBackend(options);
        };
    }
}
