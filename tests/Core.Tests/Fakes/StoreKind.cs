namespace CacheKit.Core.Tests.Fakes;

/// <summary>The kinds of stores that the engine tells apart.</summary>
internal enum StoreKind
{
    /// <summary>Takes payloads, and answers when it can.</summary>
    Remote,

    /// <summary>The same, with the powers to add and to replace.</summary>
    Server,

    /// <summary>Holds values in this process.</summary>
    Memory,
}
