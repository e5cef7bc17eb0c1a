namespace CacheKit;

/// <summary>The operation of a command.</summary>
internal enum Verb
{
    Get,
    GetWithTimeToLive,
    GetWithCas,
    Set,
    Add,
    Delete,
}
