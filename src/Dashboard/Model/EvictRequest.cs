using System.Text.Json.Serialization;

namespace CacheKit;

// Mode: immediate or soft.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EvictRequest(string? Tag, string? Mode);
