namespace CacheKit;

/// <summary>A key that an <see cref="IListingBackend"/> holds.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="TimeToLive">The life that is left; null: the entry never expires.</param>
/// <param name="Size">How many bytes its entry takes, as the store counts: the payload at least.</param>
public readonly record struct StoredKey(string Key, TimeSpan? TimeToLive, long Size);
