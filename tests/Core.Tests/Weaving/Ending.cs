namespace CacheKit.Core.Tests.Weaving;

/// <summary>The ways in which an entry ends.</summary>
internal enum Ending
{
    Removed,
    Replaced,
    Cleared,
    Expired,
    EvictedByTag,
    EvictedSoftly,
    ClearedInTheStore,
    Crowded,
}
