namespace CacheKit;

/// <summary>An entry that is written together with others.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Payload">The bytes to keep. The caller may reuse their buffer once the call has completed.</param>
/// <param name="TimeToLive">How long the entry lives; null: it never expires; zero or less: the key is removed.</param>
public readonly record struct BatchEntry(string Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive);
