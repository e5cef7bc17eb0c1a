namespace CacheKit;

// The content and time to live to write to a key instead of removing it. Each attempt creates a new payload, so that an attempt that the
// store performs late cannot bring back content of another writer.
internal sealed record Replacement(Func<byte[]> NewPayload, TimeSpan? TimeToLive);
