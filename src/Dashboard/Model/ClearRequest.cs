using System.Text.Json.Serialization;

namespace CacheKit;

// Namespace: null clears the whole cache.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClearRequest([property: JsonRequired] string? Namespace);
