namespace CacheKit;

/// <summary>
/// A store that configuration chooses by its name, <c>"Store": "redis"</c>. The assembly of a store names it in a
/// <see cref="ConfiguredStoreAttribute{TStore}"/>, so that a reference to its package is all that an application needs.
/// </summary>
public interface IConfiguredStore
{
    /// <summary>The name of the store, and of the section with its settings. Not case-sensitive.</summary>
    string Name { get; }

    /// <summary>Reads the settings of the store.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>Creates the backend from the application's services, which dispose it. Not called if a setting is wrong.</returns>
    Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings);
}
