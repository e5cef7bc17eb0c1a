using Microsoft.Extensions.Logging;

namespace CacheKit;

// A lost connection is information here: the cache that uses the backend gives the one warning of an outage.
internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "Connecting to Memcached at {Server}")]
    public static partial void Connecting(this ILogger logger, ServerAddress server);

    [LoggerMessage(302, LogLevel.Information, "Connected to Memcached at {Server}")]
    public static partial void Connected(this ILogger logger, ServerAddress server);

    [LoggerMessage(303, LogLevel.Information, "Failed to connect to Memcached at {Server}: caching there begins when it answers. The attempts go on and are not logged")]
    public static partial void ConnectFailed(this ILogger logger, Exception exception, ServerAddress server);

    [LoggerMessage(304, LogLevel.Information, "The connection to Memcached at {Server} failed: caching there resumes when it answers. The attempts go on and are not logged")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, ServerAddress server);

    [LoggerMessage(305, LogLevel.Information, "The connection to Memcached at {Server} is restored")]
    public static partial void ConnectionRestored(this ILogger logger, ServerAddress server);
}
