namespace CacheKit;

/// <summary>A read of one key that concurrent callers share. No caller gets a result that was read before its call.</summary>
internal interface ISharedGet
{
    /// <summary>Sends a read, or joins one that has not been sent yet.</summary>
    Task<MemcachedItem> ReadAsync();
}
