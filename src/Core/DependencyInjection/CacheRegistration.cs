namespace CacheKit;

// One call of AddCacheKit or AddKeyedCacheKit.
internal sealed record CacheRegistration(string? Name);
