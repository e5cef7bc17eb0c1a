namespace CacheKit;

// A running computation: the key, when it began, how many callers wait for it, including the one that runs it, and whether it runs in the
// background with no caller waiting.
internal sealed record FlightReport(string Key, DateTimeOffset Since, int Waiting, bool IsInBackground);
