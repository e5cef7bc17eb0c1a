namespace CacheKit;

// What a key is to hold instead of being removed, and for how long.
internal sealed record Replacement(byte[] Payload, TimeSpan? TimeToLive);
