using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "Creating DynamoDB table {Table}")]
    public static partial void CreatingTable(this ILogger logger, string table);

    [LoggerMessage(202, LogLevel.Information, "Created DynamoDB table {Table}")]
    public static partial void TableCreated(this ILogger logger, string table);

    [LoggerMessage(203, LogLevel.Warning,
        "Time to live is off on DynamoDB table {Table} and could not be turned on. Expired entries are never read, but they stay in the table")]
    public static partial void ExpiryNotOn(this ILogger logger, Exception? exception, string table);

    [LoggerMessage(204, LogLevel.Warning, "DynamoDB denies {Action}. Many keys are sent one by one, which takes more requests. {Reply}")]
    public static partial void BatchDenied(this ILogger logger, string action, string reply);
}
