namespace CacheKit;

/// <summary>
/// Names a store of this assembly that configuration can choose. Every C# project that references the assembly registers the store when it
/// is loaded, by generated code; in other languages call <see cref="ConfiguredStores.Add"/>.
/// </summary>
/// <typeparam name="TStore">The store.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ConfiguredStoreAttribute<TStore> : Attribute
    where TStore : IConfiguredStore, new();
