namespace CacheKit;

/// <summary>What a command does.</summary>
internal enum Verb
{
    Get,
    GetWithTimeToLive,
    Set,
    Add,
    Delete,
}
