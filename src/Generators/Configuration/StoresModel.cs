namespace CacheKit.Generators;

// The stores that configuration can choose.
internal sealed record StoresModel(string Namespace, EquatableArray<string> Stores)
{
    public const string FileName = "ConfiguredStores.g.cs";
}
