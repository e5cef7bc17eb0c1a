namespace CacheKit;

internal sealed record ReasonModel(string Reason, long Count);
