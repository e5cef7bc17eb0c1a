namespace CacheKit;

internal sealed record RefreshRequest(string? Key);
