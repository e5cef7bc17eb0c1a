using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Receives the log of the application, and keeps what the caches and backends of CacheKit log.
[ProviderAlias("CacheKitDashboard")]
internal sealed class EventRecorder(EventLog events) : ILoggerProvider
{
    private const string Category = "CacheKit";

    public ILogger CreateLogger(string categoryName) => IsOfCacheKit(categoryName) ? new EventLogger(events) : NullLogger.Instance;

    public void Dispose()
    {
    }

    // The category of a backend is its class. An application may have a namespace below CacheKit too.
    private static bool IsOfCacheKit(string category) =>
        category == Category ||
        (category.StartsWith(Category + ".", StringComparison.Ordinal) && category.EndsWith("Backend", StringComparison.Ordinal) &&
            category.LastIndexOf('.') == Category.Length);
}
