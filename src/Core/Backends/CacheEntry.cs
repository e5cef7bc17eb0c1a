namespace CacheKit;

/// <summary>What a backend holds under a key.</summary>
/// <param name="Payload">The coded bytes. Nobody writes to them.</param>
/// <param name="TimeToLive">The life that is left; null: the entry never expires.</param>
public readonly record struct CacheEntry(ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive);
