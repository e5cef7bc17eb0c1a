namespace CacheKit;

/// <summary>The stores that configuration can choose by name, of all referenced packages.</summary>
public static class ConfiguredStores
{
    private static readonly Lock _gate = new();
    private static IConfiguredStore[] _stores = [];

    /// <summary>
    /// Adds a store, or replaces the one of the same name. Generated code calls it for the stores of referenced assemblies.
    /// </summary>
    /// <param name="store">The store.</param>
    public static void Add(IConfiguredStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(store.Name, nameof(store));
        lock (_gate)
            _stores = [.. _stores.Where(other => !IsNamed(other, store.Name)), store];
    }

    internal static IReadOnlyList<string> Names =>
        [.. Volatile.Read(ref _stores).Select(store => store.Name).Order(StringComparer.Ordinal)];

    internal static IConfiguredStore? Find(string name) =>
        Array.Find(Volatile.Read(ref _stores), store => IsNamed(store, name));

    private static bool IsNamed(IConfiguredStore store, string name) => string.Equals(store.Name, name, StringComparison.OrdinalIgnoreCase);
}
