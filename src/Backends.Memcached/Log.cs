using Microsoft.Extensions.Logging;

namespace CacheKit;

// Connection events are logged at Information: the cache that uses the backend logs the one warning per outage.
internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "Connecting to Memcached at {Server}")]
    public static partial void Connecting(this ILogger logger, ServerAddress server);

    [LoggerMessage(302, LogLevel.Information, "Connected to Memcached at {Server}")]
    public static partial void Connected(this ILogger logger, ServerAddress server);

    [LoggerMessage(303, LogLevel.Information, "Could not connect to Memcached at {Server}: caching starts when it answers. Further attempts are not logged")]
    public static partial void ConnectFailed(this ILogger logger, Exception exception, ServerAddress server);

    [LoggerMessage(304, LogLevel.Information, "Lost the connection to Memcached at {Server}: caching resumes when it answers. Further attempts are not logged")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, ServerAddress server);

    [LoggerMessage(305, LogLevel.Information, "Restored the connection to Memcached at {Server}")]
    public static partial void ConnectionRestored(this ILogger logger, ServerAddress server);
}
