namespace CacheKit;

/// <summary>What a command does.</summary>
internal enum Verb
{
    Get,
    GetWithTimeToLive,
    GetWithCas,
    Set,
    Add,
    Delete,
}
