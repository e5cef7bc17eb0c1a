namespace CacheKit;

// What a key is to hold instead of being removed, and for how long. The payload is made anew for each attempt to write it, so that an attempt
// that the store carries out late can't bring back what another one has written.
internal sealed record Replacement(Func<byte[]> NewPayload, TimeSpan? TimeToLive);
