using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(421, LogLevel.Warning,
        "Output caching uses {Used} as its store, and does not use {Unused}, which is registered too. Remove one of the two registrations")]
    public static partial void OutputCacheStoreUnused(this ILogger logger, string used, string unused);
}
