namespace CacheKit.Hosting;

/// <summary>How the store of a test keeps a response.</summary>
public enum Store
{
    /// <summary>As the object it is, in memory.</summary>
    Values,

    /// <summary>As its bytes, like a server does.</summary>
    Payloads,

    /// <summary>Both: as its bytes in a store like a server, and as the object it is in memory in front of it. For what the levels could get wrong.</summary>
    Levels,
}
