using System.Runtime.ExceptionServices;

namespace CacheKit;

// Until when a factory that failed is not tried again, and what is thrown meanwhile where there is nothing stale; null: then it is tried.
internal sealed record RecentFailure(DateTimeOffset Until, ExceptionDispatchInfo? Exception);
