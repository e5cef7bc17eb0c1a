namespace CacheKit;

// Mode: immediate or soft.
internal sealed record EvictRequest(string? Tag, string? Mode);
