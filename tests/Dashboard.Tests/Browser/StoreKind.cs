namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>The store of an application whose dashboard is opened.</summary>
internal enum StoreKind
{
    Memory,
    Redis,
}
