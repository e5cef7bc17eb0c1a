namespace CacheKit;

/// <summary>A read of one key that many callers need, each of them as it is after the call began.</summary>
internal interface ISharedGet
{
    /// <summary>Reads the key anew, or joins a read that has not left for the server yet.</summary>
    Task<MemcachedItem> ReadAsync();
}
