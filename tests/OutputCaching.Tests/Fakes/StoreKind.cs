namespace CacheKit.OutputCaching.Tests.Fakes;

/// <summary>Where a test stores responses.</summary>
public enum StoreKind
{
    /// <summary>The in-memory backend, whose entries are objects.</summary>
    Memory,

    /// <summary>A <see cref="PayloadStore"/>.</summary>
    Payloads,

    /// <summary>A <see cref="PayloadStore"/> with copies in memory.</summary>
    Levels,

    /// <summary>A real Redis.</summary>
    Redis,
}
