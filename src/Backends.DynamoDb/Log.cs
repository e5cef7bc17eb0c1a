using Microsoft.Extensions.Logging;

namespace CacheKit;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "Making the DynamoDB table {Table}")]
    public static partial void MakingTable(this ILogger logger, string table);

    [LoggerMessage(202, LogLevel.Information, "The DynamoDB table {Table} is made")]
    public static partial void TableMade(this ILogger logger, string table);

    [LoggerMessage(203, LogLevel.Warning, "The expiry of the DynamoDB table {Table} is not on, and could not be turned on. Expired entries are never read, but they stay in the table until it is")]
    public static partial void ExpiryNotOn(this ILogger logger, Exception? exception, string table);
}
