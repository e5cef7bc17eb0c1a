namespace CacheKit;

// A lease that this process holds, or waits for because another process holds it: the key of the entry, and since when.
internal sealed record LeaseReport(string Key, DateTimeOffset Since, bool IsHeld);
