using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "The handler of {Endpoint}, run to replace a cached response, has failed")]
    public static partial void RefreshFailed(this ILogger logger, Exception exception, string? endpoint);

    [LoggerMessage(102, LogLevel.Warning, "The handler of {Endpoint}, run to replace a cached response, has answered {Status}")]
    public static partial void RefreshFailed(this ILogger logger, string? endpoint, int status);
}
