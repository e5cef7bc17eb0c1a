namespace CacheKit;

// What a request that runs the handler has for those who wait: a response they may use; or else whether they shall look
// again, because its client went away or because it found an entry after all.
internal readonly record struct FlightOutcome(CachedResponse? Response, bool LookAgain = false);
