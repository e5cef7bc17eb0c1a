namespace CacheKit;

// What a request that runs the handler has for those who wait: a response they may use; or none, and whether that is only
// because its client went away.
internal readonly record struct FlightOutcome(CachedResponse? Response, bool IsAbandoned = false);
