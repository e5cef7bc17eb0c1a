using Microsoft.Extensions.Logging;

namespace CacheKit;

// Connection events are logged at Information: the cache that uses the backend logs the one warning per outage.
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Connecting to Redis at {Servers}")]
    public static partial void Connecting(this ILogger logger, string servers);

    [LoggerMessage(102, LogLevel.Information, "Connected to Redis at {Servers}")]
    public static partial void Connected(this ILogger logger, string servers);

    [LoggerMessage(103, LogLevel.Information, "Could not connect to Redis at {Servers}: caching starts when it answers. Further attempts are not logged")]
    public static partial void ConnectFailed(this ILogger logger, Exception exception, string servers);

    [LoggerMessage(104, LogLevel.Information, "Lost the connection to Redis at {Server}: caching resumes when it answers. Further attempts are not logged")]
    public static partial void ConnectionFailed(this ILogger logger, Exception? exception, string server);

    [LoggerMessage(105, LogLevel.Information, "Restored the connection to Redis at {Server}")]
    public static partial void ConnectionRestored(this ILogger logger, string server);

    [LoggerMessage(106, LogLevel.Information, "Redis at {Server} refused the login: caching starts when it accepts it. Further attempts are not logged")]
    public static partial void LoginRefused(this ILogger logger, Exception? exception, string server);

    [LoggerMessage(107, LogLevel.Warning, "Redis refuses {Command} to this user. {Consequence}. Everything else goes on. {Reply}")]
    public static partial void CommandRefused(this ILogger logger, string command, string consequence, string reply);

    [LoggerMessage(108, LogLevel.Information,
        "Replaced the connection to Redis at {Servers}: its client had stopped trying to connect. Further replacements are not logged")]
    public static partial void ConnectionReplaced(this ILogger logger, string servers);

    [LoggerMessage(109, LogLevel.Information,
        "Could not replace the connection to Redis, whose client has stopped trying to connect. Further attempts are not logged")]
    public static partial void RenewalFailed(this ILogger logger, Exception exception);
}
