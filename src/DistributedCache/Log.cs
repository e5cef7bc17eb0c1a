using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(411, LogLevel.Warning,
        "The {Cache} is not the IDistributedCache of the application: {Other} was registered after AsDistributedCache and is used. " +
        "Remove that registration, or call AsDistributedCache after it")]
    public static partial void OtherDistributedCacheUsed(this ILogger logger, string cache, string other);

    [LoggerMessage(412, LogLevel.Information,
        "The store is the IDistributedCache {Type}. It has no atomic writes, so that leases have no effect on other processes, and it does " +
        "not list keys: a clear makes the entries absent, and they stay in the store until they expire there")]
    public static partial void DistributedCacheIsTheStore(this ILogger logger, string type);

    [LoggerMessage(413, LogLevel.Warning,
        "The store {Backend} has no conditional writes, so a read of the IDistributedCache does not start the sliding expiration of an entry " +
        "again: a session ends that long after its last change, even while it is in use. Use a store with conditional writes for sessions")]
    public static partial void NoSlidingExpiration(this ILogger logger, string backend);
}
