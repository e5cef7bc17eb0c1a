namespace CacheKit;

internal sealed record ClearedModel(long Cleared);
