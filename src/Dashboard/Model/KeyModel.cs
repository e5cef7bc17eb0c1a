namespace CacheKit;

// Key: the full key. Name: the key without prefix and namespace. TimeToLive: in seconds; null: the entry never expires.
internal sealed record KeyModel(string Key, string Namespace, string Name, double? TimeToLive);
