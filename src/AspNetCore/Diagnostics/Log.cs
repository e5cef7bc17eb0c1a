using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "Background refresh of {Endpoint} failed")]
    public static partial void RefreshFailed(this ILogger logger, Exception exception, string? endpoint);

    [LoggerMessage(102, LogLevel.Warning, "Background refresh of {Endpoint} failed with status {Status}")]
    public static partial void RefreshFailed(this ILogger logger, string? endpoint, int status);

    [LoggerMessage(103, LogLevel.Warning, "Responses of {Endpoint} are not stored ({Reason}): {Advice}")]
    public static partial void NotStored(this ILogger logger, string? endpoint, string reason, string advice);

    [LoggerMessage(104, LogLevel.Warning,
        "{Endpoint} is not cached: routing runs after the cache. Call app.UseCacheKit() after app.UseRouting()")]
    public static partial void RoutedTooLate(this ILogger logger, string? endpoint);

    [LoggerMessage(105, LogLevel.Warning,
        "Requests to {Endpoint} with Authorization are not cached: it varies by user, and they are not authenticated before the cache. " +
        "Call app.UseCacheKit() after app.UseAuthentication()")]
    public static partial void AuthenticatedTooLate(this ILogger logger, string? endpoint);

    [LoggerMessage(106, LogLevel.Warning,
        "{Endpoint} is not cached: a hit would skip its filter {Filter}, which may reject requests. Reject them before UseCacheKit, " +
        "with an [Authorize] policy or middleware, or allow hits to skip the filters with [CacheSkipsFilters] or .CacheSkipsFilters()")]
    public static partial void NotCachedForFilter(this ILogger logger, string filter, string? endpoint);

    [LoggerMessage(107, LogLevel.Warning,
        "{Endpoint} evicts nothing: routing runs after the cache. Call app.UseCacheKit() after app.UseRouting()")]
    public static partial void RoutedTooLateToEvict(this ILogger logger, string? endpoint);

    [LoggerMessage(108, LogLevel.Warning,
        "A request to {Endpoint} was not cached, because its key builder failed. Logged once per endpoint")]
    public static partial void KeyBuilderFailed(this ILogger logger, Exception exception, string? endpoint);
}
