using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit;

// Registers the store of a cache that its configuration chooses. Both levels are services, so that the container disposes them. The store
// is chosen when the cache is created: sources of configuration may be added after the registration, as tests of an application do.
internal sealed class ConfiguredBackend(CacheKitBuilder builder, IConfigurationSection section)
{
    private readonly object _configuredKey = new();
    private readonly object _l1Key = new();
    private readonly object _l2Key = new();

    private readonly List<Func<IServiceProvider, IPayloadTransform>> _transforms = [];

    public IConfigurationSection Section => section;

    public SectionSnapshot Current => SectionSnapshot.Of(section);

    // Whether the application transforms the payloads of the store.
    public bool IsTransformed => _transforms.Count > 0;

    public void Register()
    {
        IServiceCollection services = builder.Services;
        services.AddKeyedSingleton(_configuredKey, (provider, _) => Read(provider, Current));
        services.AddKeyedSingleton(_configuredKey, (_, _) => new CacheOptionsChanges(builder.OptionsName));
        services.AddSingleton<IOptionsChangeTokenSource<CacheOptions>>(ChangesOf);
        services.AddKeyedSingleton(_l1Key, (provider, _) => Find(provider).L1!(provider));
        services.AddKeyedSingleton(_l2Key, (provider, _) => Find(provider).Store!(provider));
        services.AddKeyedSingleton(builder.StoreKey, (provider, _) => Create(provider));
    }

    public ConfiguredCache Find(IServiceProvider services) => services.GetRequiredKeyedService<ConfiguredCache>(_configuredKey);

    public CacheOptionsChanges ChangesOf(IServiceProvider services) =>
        services.GetRequiredKeyedService<CacheOptionsChanges>(_configuredKey);

    // Of two levels, the shared one is transformed.
    public void Transform(Func<IServiceProvider, IPayloadTransform> create) => _transforms.Add(create);

    // Throws an exception with all problems of the section.
    public ConfiguredCache Read(IServiceProvider services, SectionSnapshot snapshot) =>
        ConfiguredCache.Read(snapshot, services.GetService<IConfiguration>(), builder.Name);

    // A store that the application's code chooses replaces this service.
    public void RejectStore(IServiceProvider services)
    {
        ConfiguredCache configured = Find(services);
        if (configured.Store is not null)
        {
            throw new InvalidOperationException(
                $"The {builder.Title} has two stores: one is chosen by {section.Path}:Store, the other in code. Remove one of them.");
        }

        if (configured.Levels is not null)
        {
            throw new InvalidOperationException(
                $"{section.Path}:Memory needs a store that configuration chooses, but the store of the {builder.Title} is chosen in " +
                $"code. Set {section.Path}:Store, or call WithMemory() after the store.");
        }
    }

    private ICacheBackend Create(IServiceProvider services)
    {
        ConfiguredCache configured = Find(services);
        if (configured.Store is null)
            throw new InvalidOperationException(NoStore());
        if (configured.Levels is null && _transforms.Count == 0)
            return configured.Store(services);

        ICacheBackend l2 = _transforms.Aggregate(
            services.GetRequiredKeyedService<ICacheBackend>(_l2Key), (backend, create) => backend.Then(create(services)));
        if (configured.Levels is not { } levels)
            return l2;

        if (services.GetService<TimeProvider>() is { } time)
            levels.TimeProvider = time;
        ICacheBackend l1 = services.GetRequiredKeyedService<ICacheBackend>(_l1Key);
        return new TieredBackend((IValueBackend)l1, l2, levels);
    }

    private string NoStore()
    {
        string stores = ConfiguredStores.Names is { Count: > 0 } names ? string.Join(", ", names) : "none";
        string missing = section.GetChildren().Any() ? "" : $" The section {section.Path} is empty or missing.";
        return $"The {builder.Title} has no store.{missing} Set {section.Path}:Store to a store of a referenced package ({stores}), " +
            "or choose one in code, for example by UseInMemory().";
    }
}
