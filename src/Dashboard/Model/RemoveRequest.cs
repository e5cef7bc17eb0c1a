namespace CacheKit;

internal sealed record RemoveRequest(IReadOnlyList<string?>? Keys);
