namespace CacheKit;

/// <summary>A key that an <see cref="IListingBackend"/> lists.</summary>
/// <param name="Key">The full key.</param>
/// <param name="TimeToLive">The remaining time to live; null: the entry never expires.</param>
/// <param name="Size">The size of the entry in bytes, as the store counts it: at least the length of the payload, after transforms.</param>
public readonly record struct StoredKey(string Key, TimeSpan? TimeToLive, long Size);
