namespace CacheKit;

/// <summary>An entry that a backend returns.</summary>
/// <param name="Payload">The coded bytes. They must not be modified.</param>
/// <param name="TimeToLive">The remaining time to live; null: the entry never expires.</param>
public readonly record struct CacheEntry(ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive);
