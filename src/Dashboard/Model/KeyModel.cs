namespace CacheKit;

// Key: the full key. Namespace: null for a key that is not in the form of the cache. Name: the key without prefix and namespace.
// TimeToLive: in seconds; null: the entry never expires. Size: in bytes, as the store counts it.
internal sealed record KeyModel(string Key, string? Namespace, string Name, double? TimeToLive, long Size);
