namespace CacheKit;

/// <summary>An item in a server's list.</summary>
/// <param name="Key">The key.</param>
/// <param name="TimeToLive">The seconds left; null: no expiration.</param>
/// <param name="Size">The size of the item in bytes, with key and header.</param>
internal readonly record struct DumpedItem(byte[] Key, long? TimeToLive, long Size);
