using System.Text.Json.Serialization;

namespace CacheKit;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RemoveRequest(IReadOnlyList<string?>? Keys);
