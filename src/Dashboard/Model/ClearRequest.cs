namespace CacheKit;

// Namespace: null clears the whole cache.
internal sealed record ClearRequest(string? Namespace);
