using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(411, LogLevel.Warning,
        "The {Cache} is not the IDistributedCache of the application: {Other} was registered after AsDistributedCache and is used. " +
        "Remove that registration, or call AsDistributedCache after it")]
    public static partial void OtherDistributedCacheUsed(this ILogger logger, string cache, string other);
}
