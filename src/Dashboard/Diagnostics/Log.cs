using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(121, LogLevel.Warning,
        "The dashboard at {Pattern} refuses all requests, because authorization is not required on it. Call " +
        "app.MapCacheKit().RequireAuthorization()")]
    public static partial void DashboardClosed(this ILogger logger, string? pattern);

    [LoggerMessage(122, LogLevel.Information, "{User} removed {Removed} of {Keys} keys of cache {Cache} in the dashboard")]
    public static partial void RemovedInDashboard(this ILogger logger, string user, long removed, int keys, string cache);

    [LoggerMessage(123, LogLevel.Information, "{User} cleared namespace {Namespace} of cache {Cache} in the dashboard: {Cleared} entries")]
    public static partial void ClearedInDashboard(this ILogger logger, string user, string @namespace, string cache, string cleared);

    [LoggerMessage(124, LogLevel.Information, "{User} cleared cache {Cache} in the dashboard: {Cleared} entries")]
    public static partial void ClearedInDashboard(this ILogger logger, string user, string cache, string cleared);

    [LoggerMessage(125, LogLevel.Information, "{User} evicted tag {Tag} of cache {Cache} in the dashboard ({Mode})")]
    public static partial void EvictedInDashboard(this ILogger logger, string user, string tag, string cache, EvictionMode mode);

    [LoggerMessage(126, LogLevel.Information, "{User} refreshed an entry of cache {Cache} in the dashboard")]
    public static partial void RefreshedInDashboard(this ILogger logger, string user, string cache);

    [LoggerMessage(127, LogLevel.Information, "{User} switched cache {Cache} on in the dashboard")]
    public static partial void SwitchedOnInDashboard(this ILogger logger, string user, string cache);

    [LoggerMessage(128, LogLevel.Information, "{User} switched cache {Cache} off in the dashboard")]
    public static partial void SwitchedOffInDashboard(this ILogger logger, string user, string cache);

    [LoggerMessage(129, LogLevel.Debug, "Removed or refreshed in the dashboard: {Key}")]
    public static partial void ChangedInDashboard(this ILogger logger, string key);

    [LoggerMessage(130, LogLevel.Warning, "The dashboard failed at {Path}")]
    public static partial void DashboardFailed(this ILogger logger, Exception exception, string? path);
}
