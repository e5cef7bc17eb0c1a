namespace CacheKit.Hosting;

/// <summary>How the store of a test keeps a response.</summary>
public enum Store
{
    /// <summary>In memory, as an object.</summary>
    Values,

    /// <summary>As bytes, like a remote store.</summary>
    Payloads,

    /// <summary>On two levels: as bytes in the store, and as an object in L1. For tests that the levels could break.</summary>
    Levels,
}
