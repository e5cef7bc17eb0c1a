namespace CacheKit;

/// <summary>What a server holds under a key. A default one stands for nothing.</summary>
/// <param name="Value">The bytes; null: the key is absent.</param>
/// <param name="TimeToLive">The seconds that are left, where they were asked for; null: for ever.</param>
/// <param name="Cas">The number that its next change renews, where it was asked for.</param>
internal readonly record struct MemcachedItem(byte[]? Value, long? TimeToLive, long Cas);
