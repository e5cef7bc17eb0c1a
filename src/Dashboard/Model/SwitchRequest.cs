using System.Text.Json.Serialization;

namespace CacheKit;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SwitchRequest(bool? IsEnabled);
