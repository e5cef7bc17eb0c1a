using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Warning,
        "A key of the HybridCache {Problem}, so its value is computed for each call. Logged once per cache")]
    public static partial void KeyNotCached(this ILogger logger, string problem);

    [LoggerMessage(402, LogLevel.Warning,
        "A value of type {Type} was not stored, because its payload has {Size} bytes and MaximumPayloadBytes is {Limit}. Callers still " +
        "receive it. Logged once per type")]
    public static partial void PayloadTooLarge(this ILogger logger, Type type, int size, long limit);

    [LoggerMessage(403, LogLevel.Warning,
        "The {Cache} is not the HybridCache of the application: {Other} was registered after AsHybridCache and is used. Remove that " +
        "registration, or call AsHybridCache after it")]
    public static partial void OtherHybridCacheUsed(this ILogger logger, string cache, string other);

    [LoggerMessage(404, LogLevel.Warning,
        "The HybridCache of the application is the {Cache}. AddHybridCache was called too: its options have no effect. Set them by " +
        "AsHybridCache(options => ...), and remove AddHybridCache")]
    public static partial void AddHybridCacheIgnored(this ILogger logger, string cache);
}
