namespace CacheKit.Core.Tests.Fakes;

/// <summary>The two kinds of stores that the engine tells apart.</summary>
internal enum StoreKind
{
    /// <summary>Takes payloads, and answers when it can.</summary>
    Remote,

    /// <summary>Holds values in this process.</summary>
    Memory,
}
